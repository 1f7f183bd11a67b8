"""Who may see what: one readable page of policy, and the nets that make it impossible to forget."""
