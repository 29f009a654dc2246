"""The served customer's details; without one, or when nobody was found, a new customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.owners import (
    SERVE_OWNER,
    called,
    customers_of,
    owner_bar,
    serve_owner,
)
from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Bar,
    Block,
    Fact,
    Facts,
    Field,
    FieldKind,
    Form,
    Option,
    Press,
)
from posdesk.omneo import profile_writes
from posdesk.omneo.errors import Invalid
from posdesk.omneo.profile_writes import ProfileDraft
from posdesk.omneo.profiles import Profile
from posdesk.till.asking import NoWord, ask
from posdesk.till.customers import CardTaken, Enrolled
from posdesk.till.person_form import (
    GENDERS,
    Wrong,
    first_guess,
    read_person,
    shown_of,
)

translate = QCoreApplication.translate
# A choice needs a value of its own for "nothing said".
UNSAID = "unsaid"
NEW, KNOWN = "new", "known"


class Page(Subject):
    """Changes the served customer, or makes one and serves them."""

    _person: Profile | None = None
    _owner: Profile | None = None
    _new = False
    _begun = False
    _guess: Mapping[str, str] = {}

    def text(self) -> str:
        if self._is_new:
            if not (self.tools.sale.is_editable or self.tools.sale.is_over):
                return translate(
                    "Office", "This sale is being paid: a new customer is served in the next one."
                )
            return translate(
                "Office",
                "Whoever is created here is served at once. A card can be scanned while this page is open.",
            )
        return translate("Office", "Only what you change is sent.")

    def blocks(self) -> tuple[Block, ...]:
        owner, person = owner_bar(self._owner), self._person
        if self._is_new:
            return owner, self._new_form(), self._turn()
        if person is None:
            return owner, self._turn()
        return owner, self._form(person), self._facts(person), self._turn()

    def begin(self, words: str, *, card: bool) -> None:
        self._new = self._begun = True
        self._guess = first_guess(words, card=card)
        self.renew()

    def scanned(self, code: str) -> bool:
        if self._is_new:
            self._guess = {**self._guess, "identifier": code}
            self.renew()
        return self._is_new

    async def open(self) -> None:
        self._owner = None
        if not self._begun:
            self._show(new=False)
        self._begun = False
        customer = self.tools.customer
        if customer is None:
            self._person = None
            return
        self._person = await self.tools.ask(customers_of(self.tools).read(customer.profile_id))

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        self._owner = None
        typed = {**values, "gender": "" if values["gender"] == UNSAID else values["gender"]}
        known = None if self._is_new else self._person
        # What a scan or a search has filled in stays while the form is corrected.
        self._guess = typed if known is None else {}
        read = read_person(typed, known, self.tools.register.tenant.currency.code)
        if read.wrong:
            raise BadFields({name: _words_of(wrong) for name, wrong in read.wrong.items()})
        try:
            if known is None:
                await self._enrol(read.draft, typed.get("identifier", ""))
            elif read.changes:
                await self._change(known, read.draft)
            else:
                self.say(translate("Office", "Nothing to change."), tone=Tone.PLAIN)
        except (Invalid, NoWord) as error:
            await self._find_owner(error, read.draft)
            raise

    async def press(self, name: str, key: str) -> None:
        owner = self._owner
        if name == SERVE_OWNER and owner is not None:
            if await serve_owner(self, owner):
                self._show(new=False)
                self.tools.leave()
        elif name in {NEW, KNOWN}:
            self._owner = None
            self._show(new=name == NEW)

    # What it does

    async def _enrol(self, draft: ProfileDraft, card: str) -> None:
        register = self.tools.register
        here = register.shop.location_id
        joined = replace(
            draft,
            joined_at=datetime.fromtimestamp(register.clock.now().utc_ms / 1000, UTC),
            joined_location_id=int(here) if here else None,
        )
        people = customers_of(self.tools)
        done = await self.tools.ask(people.enrol(joined, card))
        if isinstance(done, CardTaken):
            self._owner = await self.tools.ask(people.read(done.profile_id))
            raise BadFields({"identifier": translate("Office", "Somebody has this card already.")})
        self._show(new=False)
        served = await self.tools.serve(done.profile.id)
        self._tell(done, served=served)
        if served and done.card_trouble is None:
            self.tools.leave()

    def _tell(self, done: Enrolled, *, served: bool) -> None:
        name = called(done.profile)
        if done.card_trouble is not None:
            title = translate("Office", "{0} is created, but without the card").format(name)
            text = translate("Office", "Look under Cards, then add it there.")
            self.say(title, text, Tone.WARN)
        elif served:
            self.say(translate("Office", "{0} is created and served.").format(name))
        else:
            title = translate("Office", "{0} is created").format(name)
            text = translate("Office", "To serve them, scan their card or search for them.")
            self.say(title, text)

    async def _change(self, known: Profile, draft: ProfileDraft) -> None:
        currency = self.tools.register.tenant.currency
        call = profile_writes.change(known.id, draft, currency=currency)
        try:
            changed = await self.tools.ask(ask(call))
        except NoWord:
            await self.open()
            raise
        self._person = changed
        self.renew()
        if self.tools.customer is not None and self.tools.sale.is_editable:
            await self.tools.serve(known.id)
        self.say(translate("Office", "{0} is kept.").format(called(changed)))

    async def _find_owner(self, error: Invalid | NoWord, draft: ProfileDraft) -> None:
        """Who has the address or the number: where it is refused, and where a customer may have been made."""
        asked = {"email": draft.email or "", "phone": draft.mobile_phone or ""}
        if isinstance(error, Invalid):
            named = {"email": "email", "phone": "mobile_phone"}
            asked = {
                name: text if named[name] in error.fields else "" for name, text in asked.items()
            }
        if any(asked.values()):
            self._owner = await self.tools.ask(customers_of(self.tools).holder(**asked))

    # What it shows

    @property
    def _is_new(self) -> bool:
        return self._new or self.tools.customer is None

    def _show(self, *, new: bool) -> None:
        """The one form or the other, as if it were opened now; an empty form stays as it is."""
        if new is not self._new or self._guess:
            self._new, self._guess = new, {}
            self.renew()

    def _turn(self) -> Bar:
        customer = self.tools.customer
        if customer is None:
            return Bar("turn", ())
        if self._new:
            words = translate("Office", "Back to {0}").format(customer.name)
            return Bar("turn", (Press(KNOWN, words),))
        return Bar("turn", (Press(NEW, translate("Office", "New customer")),))

    def _facts(self, person: Profile) -> Facts:
        zone = self.tools.register.tenant.timezone
        joined = person.joined_at
        facts = [
            Fact(translate("Office", "Tier"), person.tier or figures.DASH),
            Fact(
                translate("Office", "Joined"),
                figures.stamp(round(joined.timestamp() * 1000), zone) if joined else figures.DASH,
            ),
            Fact(translate("Office", "Cards"), str(len(person.identities))),
        ]
        if person.profile_type != "active":
            facts.append(Fact(translate("Office", "Profile"), person.profile_type, Tone.WARN))
        return Facts("standing", "", tuple(facts))

    def _new_form(self) -> Form:
        """Short enough to be seen whole: a second number can be told later, the card is at hand now."""
        card = Field(
            "identifier",
            translate("Office", "Card number, if there is one"),
            value=self._guess.get("identifier", ""),
            error=self.error("identifier"),
        )
        fields = self._fields({"gender": "", **self._guess})
        return Form(
            "person",
            translate("Office", "A new customer"),
            tuple(card if each.name == "secondary_phone" else each for each in fields),
            translate("Office", "Create and serve"),
            f"{NEW}.{self.form_key}",
        )

    def _form(self, person: Profile) -> Form:
        return Form(
            "person",
            "",
            self._fields(shown_of(person)),
            translate("Office", "Keep"),
            f"{person.id}.{self.form_key}",
        )

    def _fields(self, values: Mapping[str, str]) -> tuple[Field, ...]:
        labels = {
            "first_name": (translate("Office", "First name"), ""),
            "last_name": (translate("Office", "Last name"), ""),
            "email": (translate("Office", "E-mail"), ""),
            "mobile_phone": (translate("Office", "Mobile phone"), "+61 411 222 333"),
            "secondary_phone": (translate("Office", "Other phone"), ""),
            "birth_day": (translate("Office", "Birthday"), "YYYY-MM-DD, MM-DD"),
        }
        lines = tuple(
            Field(name, words, value=values.get(name, ""), hint=hint, error=self.error(name))
            for name, (words, hint) in labels.items()
        )
        gender = values["gender"] or UNSAID
        choice = Field(
            "gender",
            translate("Office", "Gender"),
            FieldKind.CHOICE,
            gender,
            error=self.error("gender"),
            options=_genders(gender),
            wide=True,
        )
        return (*lines, choice)


def _genders(own: str) -> tuple[Option, ...]:
    words = {
        "female": translate("Office", "Female"),
        "male": translate("Office", "Male"),
        "other": translate("Office", "Other"),
        "withheld": translate("Office", "Withheld"),
        UNSAID: translate("Office", "Not said"),
    }
    known = (*GENDERS, UNSAID)
    # A tenant may have words of its own; what somebody has stays a choice.
    return tuple(Option(each, words.get(each, each)) for each in dict.fromkeys((*known, own)))


def _words_of(wrong: Wrong) -> str:
    return {
        Wrong.NEEDED: translate("Office", "This is needed."),
        Wrong.EMAIL: translate("Office", "An e-mail address, like asha@example.com."),
        Wrong.PHONE: translate("Office", "A mobile number with its country, like +61 411 222 333."),
        Wrong.BIRTHDAY: translate("Office", "A day, like 1990-06-22, or 06-22 without the year."),
    }[wrong]
