"""What went wrong, in the window's language, by the code of the error or problem.

``sentence_of`` says what happened, what was not lost and what to do; ``title_of`` is a heading of a few
words. Both know every code of a ``PosError`` and every code in ``PROBLEMS``; an unknown code (a journal
of a later posdesk) gets a general sentence that names it. Texts of a server are never shown: only codes
come in. The English sentence of an error is its class's ``user_message``; a test compares the two.
"""

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from posdesk.desktop.sentences import SENTENCES

translate = QCoreApplication.translate


# Codes that no exception carries, and when they arise. The lists of docs/errors.md are made from this.
PROBLEMS: Final[dict[str, str]] = {
    "sale.balance_changed": "Read again before redeeming, the balance no longer covers the choice.",
    "sale.benefit_changed": "Read again before redeeming, a chosen benefit cannot be used any more.",
    "sale.cash_owed": "Attention: cash that was taken must go back to the customer's hand.",
    "sale.cash_unclear": "Attention: the till ended while cash was being handed over for a return.",
    "sale.credit_changed": "Read again before it pays, a credit has less than was asked, or cannot be used any more.",
    "sale.first_refund_refused": "Attention: the tenant refused the first refund of a return, so nothing was given yet.",
    "sale.granted_less": "The tenant granted less than was asked, so all of it was put back.",
    "sale.no_credit": "A credit was to pay, and the customer has none with anything left.",
    "sale.not_linked": "The tenant recorded the sale without naming the redemption it was told to link.",
    "sale.recovery_by_hand": "Attention: an answer was lost, and this tenant lists no redemptions to look it up in.",
    "sale.recorded_twice": "Looked up after a lost answer, the tenant has more than one transaction of the sale's reference.",
    "sale.redeemed_twice": "A second redemption of the sale could not be put back, or may be there without a mark to prove it.",
    "sale.redemption_unclear": "Attention: no proof of whether a redemption was made.",
    "sale.refund_refused": "Attention: the tenant refused a refund, or it is not there after two tries, and something else was given.",
    "sale.refund_unclear": "Attention: no proof of whether a refund was made.",
    "sale.repay_open": "Attention: the till ended before it was chosen how a return's money goes back.",
    "sale.returned_meanwhile": "Read again before a return, the tenant knows of another return of the same sale.",
    "sale.transaction_refused": "Attention: the tenant refused the transaction of a paid sale.",
    "sale.undo_unclear": "Attention: no proof of whether a redemption was put back.",
    "terminal.in_progress": "A payment was to be given back while the terminal still works on it.",
    "terminal.no_such_payment": "A card was to be repaid on a terminal that never took its payment.",
    "till.bad_scan": "A scan that is no code: over 64 characters, or not plain printable text.",
    "till.card_empty": "A gift card was scanned to pay, and nothing is left on it.",
    "till.card_expired": "A gift card was scanned to pay that has expired.",
    "till.card_locked": "A gift card was scanned to pay that is locked.",
    "till.card_needs_customer": "A gift card was scanned to pay a sale without a customer.",
    "till.card_no_rate": "A gift card was scanned to pay, in a currency that the tenant tells no rate for.",
    "till.card_of_another": "A gift card was scanned to pay that belongs to another customer.",
    "till.card_void": "A gift card was scanned to pay that has been made void.",
    "till.inactive_card": "The card that was presented is switched off.",
    "till.nobody": "No profile has the card, or matches the words.",
    "till.pin_gone": "A card with a PIN was to pay, and no PIN was given, or the till was restarted since.",
    "till.sale_open": "A new sale was asked for while this one has something in it.",
    "till.scan_not_here": "A card or a product was scanned or typed while the sale is being paid.",
    "till.wrong_pin": "The tenant refused the PIN of a card.",
}

_TITLES: Final[dict[str, object]] = {
    "cli.bad_usage": QT_TRANSLATE_NOOP("ErrorTitle", "No such command"),
    "cli.no_display": QT_TRANSLATE_NOOP("ErrorTitle", "No display"),
    "home.bad_faults": QT_TRANSLATE_NOOP("ErrorTitle", "No such fault"),
    "home.bad_file": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable file"),
    "home.bad_settings": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable settings"),
    "home.bad_tenant": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable tenant file"),
    "home.built_in_tenant": QT_TRANSLATE_NOOP("ErrorTitle", "The sandbox cannot be removed"),
    "home.file_not_saved": QT_TRANSLATE_NOOP("ErrorTitle", "Not saved"),
    "home.no_keyring": QT_TRANSLATE_NOOP("ErrorTitle", "No keyring"),
    "office.bad_fields": QT_TRANSLATE_NOOP("ErrorTitle", "Not sent yet"),
    "till.bad_sheet": QT_TRANSLATE_NOOP("ErrorTitle", "Not a list"),
    "till.marks_unknown": QT_TRANSLATE_NOOP("ErrorTitle", "Tenant cannot tell what it has"),
    "till.no_such_staff": QT_TRANSLATE_NOOP("ErrorTitle", "Nobody has this number"),
    "till.bad_receipt_range": QT_TRANSLATE_NOOP("ErrorTitle", "No such receipt numbers"),
    "till.receipts_used_up": QT_TRANSLATE_NOOP("ErrorTitle", "No receipt number left"),
    "till.payment_card": QT_TRANSLATE_NOOP("ErrorTitle", "A bank card's number"),
    "till.no_word": QT_TRANSLATE_NOOP("ErrorTitle", "No answer"),
    "home.no_such_asset": QT_TRANSLATE_NOOP("ErrorTitle", "posdesk is incomplete"),
    "home.no_such_tenant": QT_TRANSLATE_NOOP("ErrorTitle", "Unknown tenant"),
    "home.not_writable": QT_TRANSLATE_NOOP("ErrorTitle", "Home folder not writable"),
    "home.unsafe_token_file": QT_TRANSLATE_NOOP("ErrorTitle", "Unsafe token file"),
    "omneo.bad_address": QT_TRANSLATE_NOOP("ErrorTitle", "Unsafe address"),
    "omneo.bad_payload": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable answer"),
    "omneo.forbidden": QT_TRANSLATE_NOOP("ErrorTitle", "Not allowed"),
    "omneo.invalid": QT_TRANSLATE_NOOP("ErrorTitle", "Refused by the tenant"),
    "omneo.no_answer": QT_TRANSLATE_NOOP("ErrorTitle", "No answer from the tenant"),
    "omneo.not_found": QT_TRANSLATE_NOOP("ErrorTitle", "Unknown to the tenant"),
    "omneo.rejected": QT_TRANSLATE_NOOP("ErrorTitle", "Request not understood"),
    "omneo.server_trouble": QT_TRANSLATE_NOOP("ErrorTitle", "The tenant has trouble"),
    "omneo.throttled": QT_TRANSLATE_NOOP("ErrorTitle", "The tenant asks for a pause"),
    "omneo.trouble": QT_TRANSLATE_NOOP("ErrorTitle", "The tenant could not do this"),
    "omneo.unauthenticated": QT_TRANSLATE_NOOP("ErrorTitle", "Token not accepted"),
    "omneo.web_page": QT_TRANSLATE_NOOP("ErrorTitle", "A web page answered"),
    "omneo.unreachable": QT_TRANSLATE_NOOP("ErrorTitle", "Tenant not reachable"),
    "pos.unknown": QT_TRANSLATE_NOOP("ErrorTitle", "Something went wrong"),
    "sale.bad_amount": QT_TRANSLATE_NOOP("ErrorTitle", "Amount not possible"),
    "sale.bad_quantity": QT_TRANSLATE_NOOP("ErrorTitle", "Quantity not possible"),
    "sale.balance_changed": QT_TRANSLATE_NOOP("ErrorTitle", "The balance has changed"),
    "sale.benefit_changed": QT_TRANSLATE_NOOP("ErrorTitle", "A benefit has changed"),
    "sale.cash_owed": QT_TRANSLATE_NOOP("ErrorTitle", "Hand the cash back"),
    "sale.cash_unclear": QT_TRANSLATE_NOOP("ErrorTitle", "Cash handed over or not?"),
    "sale.credit_changed": QT_TRANSLATE_NOOP("ErrorTitle", "The credit has changed"),
    "sale.currency_mismatch": QT_TRANSLATE_NOOP("ErrorTitle", "Different currencies"),
    "sale.first_refund_refused": QT_TRANSLATE_NOOP("ErrorTitle", "Not given back"),
    "sale.granted_less": QT_TRANSLATE_NOOP("ErrorTitle", "Less was granted"),
    "sale.illegal_event": QT_TRANSLATE_NOOP("ErrorTitle", "Not possible at this step"),
    "sale.no_credit": QT_TRANSLATE_NOOP("ErrorTitle", "No credit"),
    "sale.not_linked": QT_TRANSLATE_NOOP("ErrorTitle", "Not linked by the tenant"),
    "sale.recovery_by_hand": QT_TRANSLATE_NOOP("ErrorTitle", "Recovery is by hand"),
    "sale.recorded_twice": QT_TRANSLATE_NOOP("ErrorTitle", "Recorded more than once"),
    "sale.redeemed_twice": QT_TRANSLATE_NOOP("ErrorTitle", "Perhaps redeemed twice"),
    "sale.redemption_unclear": QT_TRANSLATE_NOOP("ErrorTitle", "Redeemed or not?"),
    "sale.refund_refused": QT_TRANSLATE_NOOP("ErrorTitle", "Not given back"),
    "sale.refund_unclear": QT_TRANSLATE_NOOP("ErrorTitle", "Given back or not?"),
    "sale.repay_open": QT_TRANSLATE_NOOP("ErrorTitle", "How does the money go back?"),
    "sale.return_claimed": QT_TRANSLATE_NOOP("ErrorTitle", "A return is under way"),
    "sale.returned_meanwhile": QT_TRANSLATE_NOOP("ErrorTitle", "Something is back already"),
    "sale.transaction_refused": QT_TRANSLATE_NOOP("ErrorTitle", "Transaction refused"),
    "sale.undo_unclear": QT_TRANSLATE_NOOP("ErrorTitle", "Put back or not?"),
    "sandbox.bad_seed": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable seed file"),
    "sandbox.bad_snapshot": QT_TRANSLATE_NOOP("ErrorTitle", "Unusable snapshot"),
    "sandbox.bad_switch": QT_TRANSLATE_NOOP("ErrorTitle", "Unknown switch"),
    "sandbox.cannot_serve": QT_TRANSLATE_NOOP("ErrorTitle", "Sandbox not started"),
    "sandbox.control_failed": QT_TRANSLATE_NOOP("ErrorTitle", "Sandbox not steered"),
    "sandbox.died": QT_TRANSLATE_NOOP("ErrorTitle", "The sandbox has stopped"),
    "sandbox.file_in_use": QT_TRANSLATE_NOOP("ErrorTitle", "Sandbox file in use"),
    "sandbox.not_ready": QT_TRANSLATE_NOOP("ErrorTitle", "The sandbox is not ready"),
    "sandbox.refused": QT_TRANSLATE_NOOP("ErrorTitle", "Refused by the sandbox"),
    "sandbox.unusable": QT_TRANSLATE_NOOP("ErrorTitle", "The sandbox could not do this"),
    "sandbox.wrong_database": QT_TRANSLATE_NOOP("ErrorTitle", "Not a sandbox file"),
    "simulate.bad_wish": QT_TRANSLATE_NOOP("ErrorTitle", "Cannot be simulated"),
    "simulate.no_place_to_keep": QT_TRANSLATE_NOOP("ErrorTitle", "No place for the journals"),
    "simulate.unknown_profile": QT_TRANSLATE_NOOP("ErrorTitle", "Unknown fault profile"),
    "terminal.back_refused": QT_TRANSLATE_NOOP("ErrorTitle", "Not given back"),
    "terminal.card_refused": QT_TRANSLATE_NOOP("ErrorTitle", "Test cards only"),
    "terminal.in_progress": QT_TRANSLATE_NOOP("ErrorTitle", "Payment still in progress"),
    "terminal.log_failed": QT_TRANSLATE_NOOP("ErrorTitle", "Terminal log not writable"),
    "terminal.no_answer": QT_TRANSLATE_NOOP("ErrorTitle", "No answer from the terminal"),
    "terminal.no_such_payment": QT_TRANSLATE_NOOP("ErrorTitle", "Not paid on this terminal"),
    "terminal.offline": QT_TRANSLATE_NOOP("ErrorTitle", "Terminal not reachable"),
    "terminal.unknown_outcome": QT_TRANSLATE_NOOP("ErrorTitle", "Unknown payment outcome"),
    "till.bad_day": QT_TRANSLATE_NOOP("ErrorTitle", "Not a day to come"),
    "till.bad_journal_row": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable journal"),
    "till.bad_reference": QT_TRANSLATE_NOOP("ErrorTitle", "Not a receipt of a till"),
    "till.bad_scan": QT_TRANSLATE_NOOP("ErrorTitle", "Not a code of this till"),
    "till.books_unreadable": QT_TRANSLATE_NOOP("ErrorTitle", "Unreadable books"),
    "till.card_empty": QT_TRANSLATE_NOOP("ErrorTitle", "Nothing left on this card"),
    "till.card_expired": QT_TRANSLATE_NOOP("ErrorTitle", "This card has expired"),
    "till.card_locked": QT_TRANSLATE_NOOP("ErrorTitle", "This card is locked"),
    "till.card_needs_customer": QT_TRANSLATE_NOOP("ErrorTitle", "Customer needed"),
    "till.card_no_rate": QT_TRANSLATE_NOOP("ErrorTitle", "No rate for this card"),
    "till.card_of_another": QT_TRANSLATE_NOOP("ErrorTitle", "Another customer's card"),
    "till.card_void": QT_TRANSLATE_NOOP("ErrorTitle", "This card is void"),
    "till.clock_wrong": QT_TRANSLATE_NOOP("ErrorTitle", "The clocks differ"),
    "till.empty_search": QT_TRANSLATE_NOOP("ErrorTitle", "Nothing to search for"),
    "till.inactive_card": QT_TRANSLATE_NOOP("ErrorTitle", "This card is switched off"),
    "till.journal_failed": QT_TRANSLATE_NOOP("ErrorTitle", "Journal not writable"),
    "till.journal_outdated": QT_TRANSLATE_NOOP("ErrorTitle", "Journal of an older posdesk"),
    "till.journal_in_use": QT_TRANSLATE_NOOP("ErrorTitle", "Another posdesk has this till"),
    "till.journal_read_only": QT_TRANSLATE_NOOP("ErrorTitle", "Only to be looked at"),
    "till.journal_mended": QT_TRANSLATE_NOOP("ErrorTitle", "The journal was mended"),
    "till.journal_lost": QT_TRANSLATE_NOOP("ErrorTitle", "A new journal was begun"),
    "till.sale_elsewhere": QT_TRANSLATE_NOOP("ErrorTitle", "Another computer's sale"),
    "till.sqlite_too_old": QT_TRANSLATE_NOOP("ErrorTitle", "Faulty installation"),
    "till.no_such_sale": QT_TRANSLATE_NOOP("ErrorTitle", "No such sale"),
    "till.not_returnable": QT_TRANSLATE_NOOP("ErrorTitle", "Cannot be returned here"),
    "till.nobody": QT_TRANSLATE_NOOP("ErrorTitle", "Nobody found"),
    "till.not_armed": QT_TRANSLATE_NOOP("ErrorTitle", "Live writes are off"),
    "till.pin_gone": QT_TRANSLATE_NOOP("ErrorTitle", "PIN needed"),
    "till.sale_open": QT_TRANSLATE_NOOP("ErrorTitle", "This sale is still open"),
    "till.scan_not_here": QT_TRANSLATE_NOOP("ErrorTitle", "Not now"),
    "till.which_books": QT_TRANSLATE_NOOP("ErrorTitle", "Which books"),
    "till.wrong_tenant_name": QT_TRANSLATE_NOOP("ErrorTitle", "Another name"),
    "till.wrong_pin": QT_TRANSLATE_NOOP("ErrorTitle", "Wrong PIN"),
    "webhooks.bad_event": QT_TRANSLATE_NOOP("ErrorTitle", "Webhook not understood"),
    "webhooks.bad_secret": QT_TRANSLATE_NOOP("ErrorTitle", "No secret for webhooks"),
    "webhooks.bad_signature": QT_TRANSLATE_NOOP("ErrorTitle", "Webhook not signed"),
    "webhooks.cannot_listen": QT_TRANSLATE_NOOP("ErrorTitle", "Webhooks cannot arrive"),
    "webhooks.directory_failed": QT_TRANSLATE_NOOP("ErrorTitle", "Customer directory not usable"),
    "webhooks.refused": QT_TRANSLATE_NOOP("ErrorTitle", "Webhook not taken"),
    "webhooks.too_large": QT_TRANSLATE_NOOP("ErrorTitle", "Webhook too large"),
}


def sentence_of(code: str) -> str:
    """The sentence of ``code`` for the cashier, translated."""
    text = SENTENCES.get(code)
    if text is None:
        return translate(
            "Error", "Something went wrong ({0}). Nothing was lost. Please try again."
        ).format(code)
    return translate("Error", str(text))


def title_of(code: str) -> str:
    """A heading of a few words for ``code``, translated; the general one for an unknown code."""
    return translate("ErrorTitle", str(_TITLES.get(code, _TITLES["pos.unknown"])))
