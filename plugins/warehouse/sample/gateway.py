"""The data.go.kr gateway in front of the procurement, region code and press release services: keys and refusals."""

from __future__ import annotations

from warehouse.sample.exchange import JSON_TYPE, Request, Response, element, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.misbehaviour import page_number

KEY_NAMES = ("serviceKey", "ServiceKey", "servicekey")  # all three work
REASONS = {
    "12": "NO_OPENAPI_SERVICE_ERROR",
    "20": "SERVICE_KEY_IS_NULL",
    "22": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR",
    "30": "SERVICE_KEY_IS_NOT_REGISTERED_ERROR",
}


def refusal(request: Request, faults: Faults) -> Response | None:
    """What the gateway answers instead of the service, or None when the key is good."""
    key = next((request.query[name] for name in KEY_NAMES if request.query.get(name)), "")
    quota = faults.find("quota", request.path)
    if not key:
        return gateway_error(request, "20", faults)
    # A key that still holds % was encoded twice: requests encodes what the portal had encoded already.
    if key == "INVALID" or "%" in key or faults.has("key_error", request.path):
        return gateway_error(request, "30", faults)
    if key == "QUOTA" or (quota and page_number(request) >= quota.number(2)):
        return gateway_error(request, "22", faults)
    return None


def gateway_error(request: Request, code: str, faults: Faults) -> Response:
    """JSON with HTTP 403 where JSON was asked (seen since 2026), else classic XML with HTTP 200.

    The fault `gateway_xml` gives the classic XML to a JSON request as well.
    """
    reason = {"errMsg": "SERVICE ERROR", "returnAuthMsg": REASONS[code], "returnReasonCode": code}
    if wants_json(request) and not faults.has("gateway_xml", request.path):
        return json_response({"OpenAPI_ServiceResponse": {"cmmMsgHeader": reason}}, status=403)
    inner = "".join(element(name, value) for name, value in reason.items())
    text = f"<OpenAPI_ServiceResponse><cmmMsgHeader>{inner}</cmmMsgHeader></OpenAPI_ServiceResponse>"
    response = xml_response(text)
    return Response(response.body, JSON_TYPE if wants_json(request) else response.content_type)


def wants_json(request: Request) -> bool:
    return request.get("type").lower() == "json" or request.get("_type").lower() == "json"
