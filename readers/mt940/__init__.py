"""MT940 and MT942 of SWIFT."""
