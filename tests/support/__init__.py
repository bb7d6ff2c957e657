"""What several tests share: fakes, fixtures, factories."""
