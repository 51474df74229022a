import { contractOf } from "./shard.ts";

contractOf(3, 4);
