import { isMoney } from "../kit/halves.ts";
import { contractOf } from "./shard.ts";

contractOf(isMoney);
