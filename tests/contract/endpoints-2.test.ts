import { contractOf } from "./shard.ts";

contractOf(1, 4);
