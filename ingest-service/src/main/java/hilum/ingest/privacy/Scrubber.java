package hilum.ingest.privacy;

import hilum.ingest.privacy.people.Initials;
import hilum.ingest.privacy.people.NamedPeople;
import hilum.ingest.privacy.people.PatternPeople;
import hilum.ingest.privacy.prose.Eponyms;
import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.util.Optional;

/**
 * Takes out of prose what identifies someone: what the message itself names, in whatever form the
 * prose has it, and what has the form of a name, number, address, date or time. What is taken out
 * becomes {@value #MASK}; an age over 89 becomes "90 or older". Medicine stays: measures, levels,
 * ratios, eponyms, and words of the lexicon that someone happens to be called by. Immutable, safe
 * for many threads, linear in the length of the text; a text that was scrubbed stays as it is.
 */
public final class Scrubber {
    /** What stands for something taken out. */
    public static final String MASK = Removals.MASK;

    /** A mask can lay bare what stood beside it; more often than this it never did. */
    private static final int MOST_PASSES = 8;

    private static final KnownWords KNOWN = KnownWords.standard();
    private static final Eponyms EPONYMS = new Eponyms();
    private static final PatternPeople PATTERN_PEOPLE = new PatternPeople(KNOWN);
    private static final Ages AGES = new Ages();

    /** A scrubber of all texts of one message, which looks for what the message names. */
    public OfMessage of(Named named) {
        NamedPeople people = new NamedPeople(named.people(), KNOWN);
        return new OfMessage(
                people,
                new Numbers(named.numbers(), KNOWN),
                new Places(named.places(), KNOWN),
                new Dates(named.dates()),
                new Initials(people, KNOWN));
    }

    /** The text without what identifies someone. */
    public String scrub(String text, Named named) {
        return of(named).scrub(text);
    }

    /** The same for a text that may be absent. */
    public Optional<String> scrub(Optional<String> text, Named named) {
        return text.map(t -> scrub(t, named));
    }

    /** What one message names, as its texts are searched for it. Lives as long as the request. */
    public static final class OfMessage {
        private final NamedPeople people;
        private final Numbers numbers;
        private final Places places;
        private final Dates dates;
        private final Initials initials;

        private OfMessage(
                NamedPeople people,
                Numbers numbers,
                Places places,
                Dates dates,
                Initials initials) {
            this.people = people;
            this.numbers = numbers;
            this.places = places;
            this.dates = dates;
            this.initials = initials;
        }

        /** The text without what identifies someone. */
        public String scrub(String text) {
            if (text.isBlank()) {
                return text;
            }
            String scrubbed = text;
            for (int pass = 0; pass < MOST_PASSES; pass++) {
                String next = pass(scrubbed);
                if (next.equals(scrubbed)) {
                    break;
                }
                scrubbed = next;
            }
            return scrubbed;
        }

        private String pass(String text) {
            Prose prose = Prose.of(text);
            Removals removals = new Removals(text);
            EPONYMS.keep(prose, removals);
            people.find(prose, removals);
            PATTERN_PEOPLE.find(prose, removals);
            numbers.find(prose, removals);
            places.find(prose, removals);
            dates.find(prose, removals);
            AGES.find(prose, removals);
            initials.find(prose, removals);
            return removals.apply();
        }
    }
}
