-- wrk orders a session for another buyer each time. Arguments: the secret key, the price, and a number no other run has.
local head, tail, number

function init(arguments)
    local key, price = arguments[1], arguments[2]
    number = tonumber(arguments[3])
    -- All numbers have twelve digits, so that all bodies are of one length.
    local body = '{"priceId":"' .. price .. '","customer":{"email":"buyer-%012d@example.com","externalId":"buyer-%012d"}}'
    local length = #string.format(body, 0, 0)
    head = "POST /v1/checkout/create HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAuthorization: Bearer " .. key ..
        "\r\nContent-Type: application/json\r\nContent-Length: " .. length .. "\r\n\r\n"
    tail = body
end

function request()
    number = number + 1
    return head .. string.format(tail, number, number)
end
