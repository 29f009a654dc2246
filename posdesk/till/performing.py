"""What each effect of a sale comes to: a talk with the tenant or a word with the terminal, ending in an event.

The same for every host. Whoever drives a sale brings a way to talk, a terminal and the journal's memory; on an
asyncio loop that is the cashier, in virtual time the simulation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from posdesk.sale import effects as ef
from posdesk.sale.money import Money
from posdesk.sale.past import RefundKind
from posdesk.sale.state import Sale
from posdesk.till import payments, transaction_scripts
from posdesk.till.capabilities import Ways
from posdesk.till.moved_profiles import following
from posdesk.till.outcomes import Outcome as PaymentOutcome
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.scripts import Reply, Script

if TYPE_CHECKING:
    from posdesk.till.return_scripts import ReturnScripts


# The customer is there, and nothing was taken yet: a profile that is gone is said as it is. In a return it was
# taken long ago.
_PRESENT = (ef.ReadSnapshot, ef.CreateRedemption, ef.ReadCredit)


class Means(Protocol):
    """What is asked for at each effect: what was found out about the tenant a moment ago counts."""

    @property
    def terminal(self) -> payments.Terminal:
        """The payment terminal."""

    @property
    def scripts(self) -> Callable[[], RedemptionScripts]:
        """Redeeming and putting back, as this tenant wants it."""

    @property
    def returns(self) -> Callable[[], ReturnScripts]:
        """Giving back what was sold before."""

    @property
    def ways(self) -> Callable[[], Ways]:
        """How the tenant is spoken to."""

    @property
    def outcome(self) -> Callable[[Money], PaymentOutcome]:
        """How the simulated terminal will answer an amount."""


@dataclass(frozen=True, slots=True)
class Performer:
    """Carries out effects. ``talk`` runs a script; ``known`` are the redemptions that the journal's sales hold.

    ``pins`` are what customers typed, by credit; never written down.
    """

    means: Means
    talk: Callable[[Script[Reply]], Awaitable[Reply]]
    known: Callable[[], Awaitable[frozenset[str]]]
    pins: Mapping[str, str]

    async def reply(self, effect: ef.Effect, sale: Sale) -> Reply | None:
        """The event that an effect ends in; None for one whose end another effect tells."""
        terminal = self.means.terminal
        match effect:
            case ef.Charge(tender=number, amount=amount):
                return await payments.charge(terminal, sale, number, self.means.outcome(amount))
            case ef.AskTerminal(tender=number, cancel=True):
                # The start that is under way tells what the cancelling came to.
                await terminal.cancel(payments.payment_id(sale, sale.tender(number)))
                return None
            case ef.AskTerminal(tender=number):
                return await payments.ask(terminal, sale, number)
            case ef.VoidTender(tender=number):
                return await payments.give_back(terminal, sale, number)
            case ef.GiveRefund(refund=number) if _of_terminal(sale, number):
                from posdesk.till.return_scripts import give_to_card

                return await give_to_card(terminal, sale, number)
            case ef.FindRefund(refund=number) if _of_terminal(sale, number):
                from posdesk.till.return_scripts import ask_for_card

                return await ask_for_card(terminal, sale, number)
            case ef.FindRedemption(leg=number):
                script = self.means.scripts().find(sale, number, await self.known())
            case ef.SweepTwins(profile_id=profile):
                script = self.means.scripts().twins.look(sale, profile, await self.known())
            case _:
                script = self._script(effect, sale)
        if isinstance(effect, _PRESENT) and sale.returning is None:
            return await self.talk(script)
        return await self.talk(following(script, sale, effect, self.means.ways().identifying))

    def _script(self, effect: ef.Effect, sale: Sale) -> Script[Reply]:
        match effect:
            case ef.ReadSnapshot():
                return self.means.scripts().snapshot(sale)
            case ef.ReadWallet():
                return self.means.scripts().wallet(sale)
            case ef.ReadCredit(tender=number, credit_id=credit_id):
                return self.means.scripts().credit(sale, number, credit_id)
            case ef.LookUpTransaction():
                return transaction_scripts.look_up(sale, self.means.ways())
            case ef.RecordTransaction():
                return transaction_scripts.record(sale, self.means.ways())
            case ef.ReadReturns() | ef.GiveRefund() | ef.FindRefund():
                return self._return_script(effect, sale)
            case _:
                return self._leg_script(effect, sale)

    def _return_script(
        self, effect: ef.ReadReturns | ef.GiveRefund | ef.FindRefund, sale: Sale
    ) -> Script[Reply]:
        scripts = self.means.returns()
        match effect:
            case ef.ReadReturns():
                return scripts.returns(sale)
            case ef.GiveRefund(refund=number):
                return scripts.give(sale, number)
            case ef.FindRefund(refund=number):
                return scripts.find(sale, number)

    def _leg_script(self, effect: ef.Effect, sale: Sale) -> Script[Reply]:
        scripts = self.means.scripts()
        match effect:
            case ef.CreateRedemption(leg=number):
                return scripts.create(sale, number, self.pins.get(sale.leg(number).credit_id, ""))
            case ef.ReverseRedemption(leg=number):
                return scripts.undo(sale, number, refund=False)
            case ef.RefundRedemption(leg=number):
                return scripts.undo(sale, number, refund=True)
            case ef.FindUndo(leg=number, refund=refund):
                return scripts.find_undo(sale, number, refund=refund)
            case ef.ReverseTwin(mark=mark):
                return scripts.twins.undo(sale, mark, refund=False)
            case ef.RefundTwin(mark=mark):
                return scripts.twins.undo(sale, mark, refund=True)
            case _:
                raise TypeError(f"no script for {effect!r}")


def _of_terminal(sale: Sale, number: int) -> bool:
    """Whether a refund goes to a card."""
    back = sale.returning
    return back is not None and back.refund(number).kind is RefundKind.CARD
