import { contractOf } from "./shard.ts";

contractOf(2, 4);
