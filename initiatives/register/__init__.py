"""The register: what the services do together, who takes part and where it stands."""
