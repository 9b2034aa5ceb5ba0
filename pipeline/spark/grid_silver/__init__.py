"""Silver's main table, made by Spark from bronze: the models of pipeline/silver, run on a cluster."""
