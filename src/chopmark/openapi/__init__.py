"""Questions of an organisation's own systems, signed as the field's clients sign them."""
