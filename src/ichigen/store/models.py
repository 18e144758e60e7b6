"""Where Django looks for models; each lives in the module of its aggregate."""

from ichigen.store.account_mail import AccountMail
from ichigen.store.accounts import Account, LoopState, MallCall, RateBucket
from ichigen.store.alerts import Alert, AlertDelivery, AlertSettings
from ichigen.store.api_answers import ApiAnswer
from ichigen.store.api_tokens import ApiToken
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.drifts import Drift
from ichigen.store.feeds import SkuTouch
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.marks import ListingMark
from ichigen.store.operations import Operation, OperationRow, WorkerPulse
from ichigen.store.order_desk import Label, OrderLabel, OrderMemo, SavedView, ScreenTaste
from ichigen.store.order_search import OrderSearch
from ichigen.store.orders import Order, OrderEvent, OrderLine, Shipment, Status
from ichigen.store.returns import ReturnDecision
from ichigen.store.sent_forms import SentForm
from ichigen.store.sign_ins import SignIn
from ichigen.store.signals import MallSignal
from ichigen.store.staff import OneTimeLink, Staff
from ichigen.store.status_table import StatusTableVersion, TimeSlot
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from ichigen.store.stock_tickets import StockTicket
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from ichigen.store.write_runs import WriteRun, WriteRunRow

__all__ = [
    "Account",
    "AccountMail",
    "Alert",
    "AlertDelivery",
    "AlertSettings",
    "ApiAnswer",
    "ApiToken",
    "AuditLog",
    "CsvImport",
    "CsvRow",
    "Drift",
    "Installation",
    "Label",
    "LedgerEntry",
    "Listing",
    "ListingComponent",
    "ListingMark",
    "Location",
    "LoopState",
    "MailTemplate",
    "MallCall",
    "MallSignal",
    "OneTimeLink",
    "Operation",
    "OperationRow",
    "Order",
    "OrderEvent",
    "OrderLabel",
    "OrderLine",
    "OrderMemo",
    "OrderSearch",
    "Product",
    "RateBucket",
    "Reservation",
    "ReturnDecision",
    "SavedView",
    "ScreenTaste",
    "SentForm",
    "Shipment",
    "SignIn",
    "Sku",
    "SkuTouch",
    "Staff",
    "Status",
    "StatusTableVersion",
    "StockLevel",
    "StockTicket",
    "TimeSlot",
    "WorkerPulse",
    "WorklistItem",
    "WriteBack",
    "WriteBackStep",
    "WriteRun",
    "WriteRunRow",
]
