"""Cloud accounts: root accounts, their sub-users, registration and sign-in."""
