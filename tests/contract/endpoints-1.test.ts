import { contractOf } from "./shard.ts";

contractOf(0, 4);
