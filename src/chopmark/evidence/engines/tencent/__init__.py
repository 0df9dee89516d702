"""Engines of Tencent Cloud through its official clients: contract-tested over loopback, not tried live."""
