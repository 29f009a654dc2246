"""The sentences of what the till itself has to say; ``sentences`` has the others, and the rules for all."""

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

TILL_SENTENCES: Final[dict[str, object]] = {
    "till.not_armed": QT_TRANSLATE_NOOP(
        "Error",
        "Writing to this live tenant is off. Nothing was sent and the sale is kept. Type the tenant's name in the bar at the top, then try again.",
    ),
    "till.wrong_tenant_name": QT_TRANSLATE_NOOP(
        "Error",
        "This is not the name of this till's tenant. Nothing can be written to it, as before. Type the name as it stands at the top of the window.",
    ),
    "till.clock_wrong": QT_TRANSLATE_NOOP(
        "Error",
        "This till's clock and the tenant's are more than two minutes apart, so nothing was redeemed. The sale is kept. Set the clock, or allow this sale in the bar at the top.",
    ),
    "till.bad_sheet": QT_TRANSLATE_NOOP(
        "Error",
        "This file cannot be read as a list, so nothing was sent. Save it as CSV with a line of headings, or as a JSON list, and try again.",
    ),
    "till.marks_unknown": QT_TRANSLATE_NOOP(
        "Error",
        "This tenant cannot say which rewards it already has from this list, so nothing was sent: run twice, it would issue them twice. Ask the tenant for a managed import.",
    ),
    "till.no_such_staff": QT_TRANSLATE_NOOP(
        "Error",
        "Nobody has this staff number. Whoever served before is still signed on. Check the number, or add the person under Staff in the office.",
    ),
    "till.bad_receipt_range": QT_TRANSLATE_NOOP(
        "Error",
        "These are no receipt numbers that a register can give. The old ones are still in force. Choose from 1 to 999999, the first not above the last.",
    ),
    "till.receipts_used_up": QT_TRANSLATE_NOOP(
        "Error",
        "This register has given all of its receipt numbers, so no sale can be opened. Recorded sales are not touched. Give it more numbers in the office, under Stores.",
    ),
    "till.no_word": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant did not answer, so this may have been done or not. Nothing is repeated by itself. Look at the list again before you do it once more.",
    ),
    "till.bad_day": QT_TRANSLATE_NOOP(
        "Error",
        "This is not a day to come. Nothing was sent. Type it like 2027-06-30.",
    ),
    "till.bad_journal_row": QT_TRANSLATE_NOOP(
        "Error",
        "A line of the journal cannot be read. Nothing was changed. Keep a copy of the journal and tell support; new sales are not affected.",
    ),
    "till.bad_reference": QT_TRANSLATE_NOOP(
        "Error",
        "That is not a receipt of this kind of till. Nothing was changed. Scan the code at the foot of the receipt, or type all four parts of it.",
    ),
    "till.bad_scan": QT_TRANSLATE_NOOP(
        "Error",
        "That scan is no code of this till: it is too long or cannot be read. Nothing was changed. Scan one code again, or type the number.",
    ),
    "till.books_unreadable": QT_TRANSLATE_NOOP(
        "Error",
        "These books cannot be read, so nothing was checked. Nothing was changed. Have them written again, and check that the file is whole.",
    ),
    "till.card_empty": QT_TRANSLATE_NOOP(
        "Error",
        "Nothing is left on this gift card. Nothing was taken. Choose another way to pay.",
    ),
    "till.card_expired": QT_TRANSLATE_NOOP(
        "Error",
        "This gift card has expired. Nothing was taken. Choose another way to pay, or extend it in the office, under Credits.",
    ),
    "till.card_locked": QT_TRANSLATE_NOOP(
        "Error",
        "This gift card is locked. Nothing was taken. Choose another way to pay, or unlock it in the office, under Credits.",
    ),
    "till.card_needs_customer": QT_TRANSLATE_NOOP(
        "Error",
        "A gift card is paid from a customer's account, and this sale has no customer. Nothing was taken. Go back, present the customer, then scan the card again.",
    ),
    "till.card_no_rate": QT_TRANSLATE_NOOP(
        "Error",
        "This gift card is in a currency that the tenant tells no rate for. Nothing was taken. Choose another way to pay.",
    ),
    "till.card_of_another": QT_TRANSLATE_NOOP(
        "Error",
        "This gift card belongs to another customer. Nothing was taken. Its owner can hand it on in the office, under Credits.",
    ),
    "till.card_void": QT_TRANSLATE_NOOP(
        "Error",
        "This gift card has been made void. Nothing was taken. Choose another way to pay.",
    ),
    "till.empty_search": QT_TRANSLATE_NOOP(
        "Error",
        "There is nothing to search for. Nothing was changed. Scan a card, or type a name, e-mail, phone or card number.",
    ),
    "till.inactive_card": QT_TRANSLATE_NOOP(
        "Error",
        "This card is switched off. Nothing was changed and the basket is kept. Ask for another card, or search by name.",
    ),
    "till.journal_failed": QT_TRANSLATE_NOOP(
        "Error",
        "The journal cannot be written, so nothing was sent and nothing was taken. Free some disk space or check the folder's permissions, then try again.",
    ),
    "till.journal_in_use": QT_TRANSLATE_NOOP(
        "Error",
        "Another posdesk has this till's journal open, so this one sells nothing. Nothing is lost: recent sales can be looked at here. Close the other one, then try again.",
    ),
    "till.journal_read_only": QT_TRANSLATE_NOOP(
        "Error",
        "The journal is open for reading only, so nothing was sent and nothing was taken. Close the other posdesk on this till, then try again.",
    ),
    "till.journal_mended": QT_TRANSLATE_NOOP(
        "Error",
        "The journal was damaged. Every sale that could be read is here again, and the damaged file was kept beside it. Look through the recent sales, and tell support before the damaged file is removed.",
    ),
    "till.journal_lost": QT_TRANSLATE_NOOP(
        "Error",
        "The journal was damaged and nothing in it could be read, so a new one was begun. The damaged file was kept beside it. Sales that were not finished must be looked up at the tenant: tell support before selling on.",
    ),
    "till.sale_elsewhere": QT_TRANSLATE_NOOP(
        "Error",
        "This sale was begun on another computer, which may still be working on it. Nothing was sent and nothing was changed. Finish it there; it can only be looked at here.",
    ),
    "till.sqlite_too_old": QT_TRANSLATE_NOOP(
        "Error",
        "A part of this installation has a known fault, so no file was opened and nothing was sold. Nothing is lost. Please install posdesk again.",
    ),
    "till.journal_outdated": QT_TRANSLATE_NOOP(
        "Error",
        "This journal was written by an older posdesk. Nothing was changed and nothing is lost. Open the till once, then try again.",
    ),
    "till.no_such_sale": QT_TRANSLATE_NOOP(
        "Error",
        "There is no such sale in this till or at the tenant. Nothing was changed. Scan the code at the foot of the receipt, or look for the customer.",
    ),
    "till.not_returnable": QT_TRANSLATE_NOOP(
        "Error",
        "That sale cannot be returned at this till. Nothing was changed. It may not be recorded yet, or it was made by another system.",
    ),
    "till.nobody": QT_TRANSLATE_NOOP(
        "Error",
        "Nobody was found. Nothing was changed and the basket is kept. Check the card, search another way, or sell without a customer.",
    ),
    "till.payment_card": QT_TRANSLATE_NOOP(
        "Error",
        "This looks like a bank card's number, so it was not sent and not kept. Nothing was changed. Take the number out; a loyalty card that has such a number can be scanned.",
    ),
    "till.pin_gone": QT_TRANSLATE_NOOP(
        "Error",
        "This card pays only with its PIN, which is kept nowhere. Nothing was taken. Type the PIN, then take it again.",
    ),
    "till.sale_open": QT_TRANSLATE_NOOP(
        "Error",
        "This sale is still open, and nothing of it was changed. Finish it or void it, then begin a new one.",
    ),
    "till.scan_not_here": QT_TRANSLATE_NOOP(
        "Error",
        "A card or product cannot be taken while a sale is being paid. Nothing was changed. Finish this sale, or go back to change it.",
    ),
    "till.wrong_pin": QT_TRANSLATE_NOOP(
        "Error",
        "The PIN is not that of the card. Nothing was taken. Let the customer type it again, or take another payment.",
    ),
    "till.which_books": QT_TRANSLATE_NOOP(
        "Error",
        "It is not clear whose books these are. Nothing was checked. Name one tenant with --tenant, and give --books or --sandbox, not both.",
    ),
}
