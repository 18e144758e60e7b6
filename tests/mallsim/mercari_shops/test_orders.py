"""Orders as the API shows them (sections 3.2 to 3.4)."""

from tests.mallsim.mercari_shops.counter import ORDER, ORDERS, Counter


def test_3_2_the_list_answers_the_documented_form(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2), shipping_charge=0)
    answer = shop.data(ORDERS, first=100, statuses=["WAITING_FOR_PAYMENT", "WAITING_FOR_SHIPPING"])
    assert answer == {
        "orderTransactions": {
            "edges": [
                {
                    "cursor": "b3Q6MQ==",
                    "node": {
                        "id": number,
                        "status": "WAITING_FOR_SHIPPING",
                        "totalPrice": 4280,
                        "createdAt": "2026-04-01T03:00:00Z",
                        "paidAt": "2026-04-01T03:00:00Z",
                        "completedAt": None,
                        "salesChannel": "MERCARI",
                        "products": [
                            {
                                "productId": "PRD000001",
                                "purchasedQuantity": 2,
                                "unshippedQuantity": 2,
                                "quantity": 2,
                                "shippingMethod": "SELLER_ARRANGED",
                                "variant": {"id": "VAR000001", "skuCode": "TS-RED-M"},
                            }
                        ],
                    },
                }
            ],
            "pageInfo": {"hasNextPage": False, "endCursor": "b3Q6MQ=="},
        }
    }


def test_the_call_log_names_the_operation_of_the_document(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.data(ORDER, id=number)
    assert [(call["operation"], call["path"], call["shown"]) for call in shop.calls()] == [
        ("order.get", "/v1/graphql", [number])
    ]
