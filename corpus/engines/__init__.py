"""Where shards run. An engine runs a task on each shard; what the task writes is the result, not the engine's word."""
