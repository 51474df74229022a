import { errors, markRead, NoticeParams } from "@cowry/core/notifications";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/notifications/{id}/read",
    summary: "Mark a notice as read",
    caller: "customer",
    params: NoticeParams,
    example: { params: { id: "0192d7a0-0000-7000-8000-000000000000" }, needs: "a notice of the caller's with this id" },
    returns: { 204: nothing },
    refuses: [errors.notice_not_found],
    uses: { table: "write" },
  },
  ({ actor, params }) => markRead(actor, params.id),
);
