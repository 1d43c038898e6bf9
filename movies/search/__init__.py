"""Search that forgives: on indexes of MongoDB alone, behind `finding.look_up`."""
