package hilum.ingest.privacy;

import java.util.Optional;

/**
 * Takes out of prose what identifies someone: what the message itself names, in whatever form the
 * prose has it, and what has the form of a name, number, address, date or time. What is taken out
 * becomes {@value #MASK}; an age over 89 becomes "90 or older". Medicine stays: measures, levels,
 * ratios, eponyms, and words of the lexicon that someone happens to be called by. Immutable, safe
 * for many threads, linear in the length of the text; a text that was scrubbed stays as it is.
 */
public final class Scrubber {
    /**
     * What stands for something taken out; the masks of de-identified corpora are the same kind.
     */
    public static final String MASK = "___";

    /** A mask can lay bare what stood beside it; more often than this it never did. */
    private static final int MOST_PASSES = 8;

    private static final KnownWords KNOWN = KnownWords.standard();
    private static final Eponyms EPONYMS = new Eponyms();
    private static final PatternPeople PATTERN_PEOPLE = new PatternPeople(KNOWN);
    private static final Ages AGES = new Ages();

    /** The text without what identifies someone. */
    public String scrub(String text, Named named) {
        if (text.isBlank()) {
            return text;
        }
        NamedPeople people = new NamedPeople(named.people(), KNOWN);
        Numbers numbers = new Numbers(named.numbers(), KNOWN);
        Places places = new Places(named.places(), KNOWN);
        Dates dates = new Dates(named.dates());
        Initials initials = new Initials(people, KNOWN);
        String scrubbed = text;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Prose prose = Prose.of(scrubbed);
            Removals removals = new Removals(scrubbed);
            EPONYMS.keep(prose, removals);
            people.find(prose, removals);
            PATTERN_PEOPLE.find(prose, removals);
            numbers.find(prose, removals);
            places.find(prose, removals);
            dates.find(prose, removals);
            AGES.find(prose, removals);
            initials.find(prose, removals);
            String next = removals.apply();
            if (next.equals(scrubbed)) {
                break;
            }
            scrubbed = next;
        }
        return scrubbed;
    }

    /** The same for a text that may be absent. */
    public Optional<String> scrub(Optional<String> text, Named named) {
        return text.map(t -> scrub(t, named));
    }
}
