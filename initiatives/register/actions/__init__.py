"""What people do in the register, by subject: drafts, the record itself, its standing, parties, people, milestones."""
