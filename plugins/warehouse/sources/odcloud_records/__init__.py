"""odcloud: any published file by the number of its data set."""
