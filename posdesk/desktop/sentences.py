"""The sentence of every error and problem, by its code, in English, for the translators to find.

What ``desktop.messages`` translates from. Each says what happened, what was not lost, and what to do; no
sentence has a place for a value, so that nothing of a server, a card or a person can get into it.
"""

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

from posdesk.desktop.till_sentences import TILL_SENTENCES

SENTENCES: Final[dict[str, object]] = {
    "cli.bad_usage": QT_TRANSLATE_NOOP(
        "Error",
        "These words are not a command of posdesk. Nothing was done. All that is known is listed by posdesk --help.",
    ),
    "cli.no_display": QT_TRANSLATE_NOOP(
        "Error",
        "There is no display, so the till cannot open a window; without one these work: posdesk sandbox, posdesk --help, make test.",
    ),
    "home.bad_faults": QT_TRANSLATE_NOOP(
        "Error",
        "A fault in the list cannot be understood. Nothing was changed and no sale is touched. Correct what is named; posdesk faults list shows all there is.",
    ),
    "home.bad_file": QT_TRANSLATE_NOOP(
        "Error",
        "One of posdesk's files cannot be read. The file was left as it is. Correct it as docs/files.md shows, or move it away.",
    ),
    "home.bad_settings": QT_TRANSLATE_NOOP(
        "Error",
        "The settings file cannot be read, so the default settings are in use. The file was left as it is. Correct the line that is named, or move the file away.",
    ),
    "home.bad_tenant": QT_TRANSLATE_NOOP(
        "Error",
        "This tenant's file cannot be read. The file was left as it is and no sale is touched. Correct the line that is named, or use another tenant.",
    ),
    "home.built_in_tenant": QT_TRANSLATE_NOOP(
        "Error",
        "The sandbox belongs to posdesk and cannot be removed. Nothing was changed. It is as it was delivered.",
    ),
    "home.file_not_saved": QT_TRANSLATE_NOOP(
        "Error",
        "This could not be saved. The file is as it was before. Check the disk and the rights of posdesk's home folder, then save again.",
    ),
    "home.no_keyring": QT_TRANSLATE_NOOP(
        "Error",
        "This computer has no keyring that posdesk can use, so the token was not kept and will be forgotten when posdesk closes. Set POSDESK_TOKEN, or ask for a file that only you can read.",
    ),
    "home.no_such_asset": QT_TRANSLATE_NOOP(
        "Error",
        "A file of posdesk itself is missing. No sale is touched. Please install posdesk again.",
    ),
    "home.no_such_tenant": QT_TRANSLATE_NOOP(
        "Error",
        "There is no tenant of that name here. Nothing was changed. Choose one from the list, or add it first.",
    ),
    "home.not_writable": QT_TRANSLATE_NOOP(
        "Error",
        "posdesk cannot write in its home folder. Nothing was changed. Free some space or correct the folder's permissions, or choose another folder with --home.",
    ),
    "home.unsafe_token_file": QT_TRANSLATE_NOOP(
        "Error",
        "The token file can be read by others, so it was not used. It was left as it is. Make it readable by you alone (chmod 600), and renew the token if others may have seen it.",
    ),
    "omneo.bad_address": QT_TRANSLATE_NOOP(
        "Error",
        "This is not a safe address for a tenant, so nothing was sent. Use an address that begins with https://.",
    ),
    "omneo.bad_payload": QT_TRANSLATE_NOOP(
        "Error",
        "The answer could not be read: something between this till and the tenant changed it. Nothing is lost. Check the network, then try again.",
    ),
    "omneo.forbidden": QT_TRANSLATE_NOOP(
        "Error",
        "The token is not allowed to do this. Nothing was changed and the sale is kept. Ask for a token with the missing permission.",
    ),
    "omneo.invalid": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant refused this. Nothing was changed and the sale is kept. Check the choice and try again.",
    ),
    "omneo.no_answer": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant did not answer. Nothing is lost; what was done is checked before anything is repeated. Please wait.",
    ),
    "omneo.not_found": QT_TRANSLATE_NOOP(
        "Error", "The tenant does not know this. Nothing was changed. Check it and try again."
    ),
    "omneo.rejected": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant did not understand the request. Nothing was changed and the sale is kept. Run the doctor, or tell support the code.",
    ),
    "omneo.server_trouble": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant has trouble of its own. Nothing is lost; what was done is checked before anything is repeated. Please wait, then try again.",
    ),
    "omneo.throttled": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant asks for a pause. Nothing was changed and the sale is kept. Wait a moment, then try again.",
    ),
    "omneo.trouble": QT_TRANSLATE_NOOP(
        "Error", "The tenant could not do this. Nothing was lost. Please try again."
    ),
    "omneo.unauthenticated": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant did not accept the token. Nothing was changed and the sale is kept. Enter a valid token in the tenant's settings.",
    ),
    "omneo.web_page": QT_TRANSLATE_NOOP(
        "Error",
        "A web page answered in place of the tenant, so this network lets nothing through. Nothing is lost. Sign in to the network in a browser, or choose another one, then try again.",
    ),
    "omneo.unreachable": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant cannot be reached. The request never left this till and nothing was changed. Check the network, then try again.",
    ),
    "pos.unknown": QT_TRANSLATE_NOOP(
        "Error", "Something went wrong. Nothing was lost. Please try again."
    ),
    "sale.bad_amount": QT_TRANSLATE_NOOP(
        "Error",
        "That amount is not possible here. Nothing was changed. Enter an amount from zero to what is offered.",
    ),
    "sale.bad_quantity": QT_TRANSLATE_NOOP(
        "Error", "A quantity is a whole number from 1 to 9,999. The basket was not changed."
    ),
    "sale.balance_changed": QT_TRANSLATE_NOOP(
        "Error",
        "The balance is lower than the choice. Nothing was redeemed and the basket is kept. Look at the choice again, then go on.",
    ),
    "sale.benefit_changed": QT_TRANSLATE_NOOP(
        "Error",
        "A chosen benefit cannot be used any more. Nothing was redeemed and the basket is kept. Look at the choice again, then go on.",
    ),
    "sale.cash_owed": QT_TRANSLATE_NOOP(
        "Error",
        "This sale is put back, and cash was taken for it. Everything else is back. Hand the cash to the customer, then confirm it here.",
    ),
    "sale.cash_unclear": QT_TRANSLATE_NOOP(
        "Error",
        "The till ended while cash was being handed over. Everything else of the return is kept. Count the drawer, then say whether the customer has the cash.",
    ),
    "sale.credit_changed": QT_TRANSLATE_NOOP(
        "Error",
        "That credit cannot pay this amount any more. Nothing was taken from it. Take less of it, another credit, or another payment.",
    ),
    "sale.currency_mismatch": QT_TRANSLATE_NOOP(
        "Error",
        "These amounts are in different currencies. Nothing was changed. Use the till's own currency.",
    ),
    "sale.first_refund_refused": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant refused to give this back. Nothing was given yet. Try it once more, go on without it, or change what comes back.",
    ),
    "sale.granted_less": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant granted less than was asked for. What was taken was put back and the basket is kept. Look at the amount that is proposed, then go on.",
    ),
    "sale.illegal_event": QT_TRANSLATE_NOOP(
        "Error", "That is not possible at this step. Nothing was changed."
    ),
    "sale.no_credit": QT_TRANSLATE_NOOP(
        "Error",
        "This customer has no credit that could pay. Nothing was changed. Take another payment.",
    ),
    "sale.not_linked": QT_TRANSLATE_NOOP(
        "Error",
        "The sale is recorded and the redemption stands, but the tenant does not show them together. Nothing is lost: the receipt and the reference name both. Tell the tenant's support.",
    ),
    "sale.recovery_by_hand": QT_TRANSLATE_NOOP(
        "Error",
        "The answer was lost, and this tenant does not list redemptions: recovery is by hand. Nothing more is sent and the basket is kept. Look in Omneo, put it back there if it was redeemed, then say that it was not redeemed.",
    ),
    "sale.recorded_twice": QT_TRANSLATE_NOOP(
        "Error",
        "The sale is complete, and the tenant has its transaction more than once. Nothing was charged twice. Tell the office: the timeline names them, and all but one are to be voided in Omneo.",
    ),
    "sale.redeemed_twice": QT_TRANSLATE_NOOP(
        "Error",
        "The sale is complete, and the tenant may have taken the reward a second time. Nothing was charged twice. Tell the office: the timeline names what to look at in Omneo.",
    ),
    "sale.redemption_unclear": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant gives no proof of whether this was redeemed. Nothing more is sent and the basket is kept. Look it up in the tenant, then say which it is.",
    ),
    "sale.refund_refused": QT_TRANSLATE_NOOP(
        "Error",
        "One part of this return was not given back. What was given is kept and is not given again. Try it once more, or go on without it and tell the tenant's support.",
    ),
    "sale.refund_unclear": QT_TRANSLATE_NOOP(
        "Error",
        "There is no proof of whether this was given back. Nothing more is given until you decide. Look it up in the tenant, then say which it is.",
    ),
    "sale.repay_open": QT_TRANSLATE_NOOP(
        "Error",
        "The goods are back, and it was not chosen how the money goes back. What was given is kept. Go on, then choose card, cash or store credit.",
    ),
    "sale.return_claimed": QT_TRANSLATE_NOOP(
        "Error",
        "Another return of this sale was begun at this till. Nothing was given back here. Finish that one, then open this one again.",
    ),
    "sale.returned_meanwhile": QT_TRANSLATE_NOOP(
        "Error",
        "Some of this sale was returned at another till. Nothing was given back here. Look at what is left, then go on.",
    ),
    "sale.transaction_refused": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant refused to record this sale. It is paid and kept here in full. Correct what the tenant names, then send it again.",
    ),
    "sale.undo_unclear": QT_TRANSLATE_NOOP(
        "Error",
        "The tenant gives no proof of whether this was put back. It is kept here and nothing more is sent. Look it up in the tenant, then say which it is.",
    ),
    "office.bad_fields": QT_TRANSLATE_NOOP(
        "Error",
        "Something in this form is not right. Nothing was sent, and what you typed is still there. Correct what is marked.",
    ),
    "sandbox.bad_seed": QT_TRANSLATE_NOOP(
        "Error",
        "The seed file could not be read. The sandbox was not changed. Correct the file, or start without it.",
    ),
    "sandbox.bad_snapshot": QT_TRANSLATE_NOOP(
        "Error",
        "This snapshot cannot be put back. The sandbox was not changed. Choose another one, or take a new one.",
    ),
    "sandbox.bad_switch": QT_TRANSLATE_NOOP(
        "Error",
        "That switch or its value is not known. No switch was changed. Choose one from the list.",
    ),
    "sandbox.cannot_serve": QT_TRANSLATE_NOOP(
        "Error", "The sandbox could not start. Nothing was changed. Choose another port or file."
    ),
    "sandbox.control_failed": QT_TRANSLATE_NOOP(
        "Error",
        "The sandbox did not do that. Nothing of it was changed. Check that it runs, and the value, then try again.",
    ),
    "sandbox.died": QT_TRANSLATE_NOOP(
        "Error",
        "The sandbox could not start or has stopped. No sale was lost. Start posdesk again; the log has the reason.",
    ),
    "sandbox.file_in_use": QT_TRANSLATE_NOOP(
        "Error",
        "Another posdesk uses this sandbox's file. Nothing was changed. Close that one, or choose another file.",
    ),
    "sandbox.not_ready": QT_TRANSLATE_NOOP(
        "Error",
        "The sandbox did not start in time. No sale was lost. Wait a moment and try again, or start posdesk anew.",
    ),
    "sandbox.refused": QT_TRANSLATE_NOOP(
        "Error", "The sandbox refused this request. Nothing was changed. The answer says why."
    ),
    "sandbox.unusable": QT_TRANSLATE_NOOP(
        "Error",
        "The sandbox could not do that. Nothing of it was changed. See the log for the reason.",
    ),
    "sandbox.wrong_database": QT_TRANSLATE_NOOP(
        "Error",
        "This file is not a sandbox of this version. It was not changed. Choose another file, or move it away.",
    ),
    "simulate.bad_wish": QT_TRANSLATE_NOOP(
        "Error",
        "This cannot be simulated. Nothing was done. Sales and jobs count from 1, seeds from 0, and journals are kept of one world only.",
    ),
    "simulate.no_place_to_keep": QT_TRANSLATE_NOOP(
        "Error",
        "The journals cannot be kept in that folder. Nothing was simulated. Name one that is new or empty and can be written.",
    ),
    "simulate.unknown_profile": QT_TRANSLATE_NOOP(
        "Error",
        "There is no fault profile of that name. Nothing was simulated. posdesk simulate --help lists them.",
    ),
    "terminal.back_refused": QT_TRANSLATE_NOOP(
        "Error",
        "The terminal refused to give that back: it holds less of this payment. Nothing was moved. Look at what was already voided or refunded.",
    ),
    "terminal.card_refused": QT_TRANSLATE_NOOP(
        "Error",
        "Only the documented test cards can be used here. Nothing was charged, and the number was not kept. Choose a test card from the list.",
    ),
    "terminal.in_progress": QT_TRANSLATE_NOOP(
        "Error",
        "The terminal still works on this payment. Nothing is lost; posdesk asks again and then gives it back. Please wait.",
    ),
    "terminal.log_failed": QT_TRANSLATE_NOOP(
        "Error",
        "The terminal cannot keep its log, so it takes no payment. What it has confirmed is kept. Free some space or correct the permissions of posdesk's home folder, then try again.",
    ),
    "terminal.no_answer": QT_TRANSLATE_NOOP(
        "Error",
        "The terminal has not answered. The card may have been charged; nothing is lost. posdesk asks the terminal again. Do not charge twice.",
    ),
    "terminal.no_such_payment": QT_TRANSLATE_NOOP(
        "Error",
        "This terminal did not take that payment, so it cannot give it back. Nothing was given. Choose cash or store credit, or go to the till that took it.",
    ),
    "terminal.offline": QT_TRANSLATE_NOOP(
        "Error",
        "The terminal cannot be reached. Nothing was charged. Check its cable and network, or ask for another way to pay.",
    ),
    "terminal.unknown_outcome": QT_TRANSLATE_NOOP(
        "Error",
        "There is no payment outcome of that name. Nothing was charged. Choose one from the list of outcomes.",
    ),
    "webhooks.bad_event": QT_TRANSLATE_NOOP(
        "Error",
        "A webhook could not be understood, so it was not taken. Nothing was changed. Keep the log and tell support which event it was.",
    ),
    "webhooks.bad_secret": QT_TRANSLATE_NOOP(
        "Error",
        "The shared secret of the webhooks could not be read, so nothing is listened to. Nothing was changed. Put it alone into a file that only you can read (chmod 600) and name that file.",
    ),
    "webhooks.bad_signature": QT_TRANSLATE_NOOP(
        "Error",
        "A webhook was not signed with the tenant's secret, so it was not taken. Nothing was changed. Check the secret this till was given.",
    ),
    "webhooks.cannot_listen": QT_TRANSLATE_NOOP(
        "Error",
        "This port cannot be listened on, so no webhooks arrive. Sales go on as before. Choose another port, or 0 for any.",
    ),
    "webhooks.directory_failed": QT_TRANSLATE_NOOP(
        "Error",
        "The local customer directory cannot be used. Sales go on as before: customers are read from the tenant. Free some disk space or check the folder's permissions, then start again.",
    ),
    "webhooks.refused": QT_TRANSLATE_NOOP(
        "Error",
        "A webhook was not taken. Nothing was changed. The log has the reason; the tenant may send it again.",
    ),
    "webhooks.too_large": QT_TRANSLATE_NOOP(
        "Error",
        "A webhook was larger than this till reads, so it was not taken. Nothing was changed. Nothing needs to be done here; profiles are read from the tenant.",
    ),
    **TILL_SENTENCES,
}
