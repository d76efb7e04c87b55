"""What time brings: the policy, the plan, the ledger."""
