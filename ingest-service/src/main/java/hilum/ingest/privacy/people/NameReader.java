package hilum.ingest.privacy.people;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import hilum.ingest.privacy.prose.Word;
import java.util.Set;

/**
 * Reads how far a name goes once something has said that one begins or ends at a word: given and
 * family names, initials, small words such as "van", one comma. Immutable.
 */
final class NameReader {
    private static final int LONGEST_NAME = 4;
    private static final int MOST_NAMES = 5;
    private static final Set<String> PARTICLES =
            Set.of(("VAN VON DER DEN DE DEL DELLA DI DA DOS LA AL EL BIN IBN TER").split(" "));
    private static final Set<String> NO_NAMES =
            Set.of(
                    ("THE BY WITH AND FOR OF TO IN ON AT PER NO IS WAS OR FROM THIS NOTE "
                                    + "DATE TIME FINDINGS IMPRESSION ADDENDUM REPORT FINAL PRELIMINARY NULL "
                                    + "ELECTRONICALLY DICTATED SIGNED REVIEWED INTERPRETED TRANSCRIBED "
                                    + "EXAMINATION")
                            .split(" "));

    private final KnownWords known;

    NameReader(KnownWords known) {
        this.known = known;
    }

    /** "de la Cruz", "van Gogh": small words before a name. */
    static boolean particle(Prose prose, int index) {
        return PARTICLES.contains(prose.word(index).folded())
                && prose.has(index + 1)
                && (prose.word(index + 1).nameCase()
                        || PARTICLES.contains(prose.word(index + 1).folded()));
    }

    /** Whether a word is never part of a name, whatever its case. */
    boolean never(Word word) {
        return NO_NAMES.contains(word.folded());
    }

    /** Whether a word means nothing but, perhaps, a person. */
    boolean unknown(Word word) {
        return !word.mask() && !known.has(word.folded()) && !never(word) && !NameContext.role(word);
    }

    /** Whether a word reads as a further part of a name. */
    boolean continues(Prose prose, int index) {
        Word word = prose.word(index);
        return NameContext.initial(prose, index)
                || (word.nameCase() && unknown(word))
                || (word.proper() && !never(word) && NameContext.credentialled(prose, index));
    }

    /** Further names: "Smith and Jones", "Smith/Jones". */
    void maskOthers(Prose prose, int from, Removals removals) {
        int next = from;
        for (int names = 1; names < MOST_NAMES && prose.has(next); names++) {
            String gap = prose.gap(next - 1);
            boolean joined = gap.matches("[\\s~]?[/&+;][\\s~]?");
            if (!joined
                    && prose.word(next).folded().equals("AND")
                    && gap.isBlank()
                    && prose.has(next + 1)
                    && prose.gap(next).isBlank()) {
                next++;
                joined = true;
            }
            boolean name =
                    prose.word(next).initial()
                            ? prose.beside(next) && continues(prose, next + 1)
                            : prose.word(next).nameCase() && unknown(prose.word(next));
            if (!joined || !name) {
                return;
            }
            next = mask(prose, next, removals, false);
        }
    }

    /** Masks a name that begins at a word; answers the word behind it. */
    int mask(Prose prose, int first, Removals removals, boolean small) {
        maskWord(prose, first, removals);
        int index = first + 1;
        boolean comma = false;
        while (index - first < LONGEST_NAME && prose.beside(index - 1) && prose.has(index)) {
            Word word = prose.word(index);
            String gap = prose.gap(index - 1);
            boolean parted = gap.indexOf(',') >= 0;
            boolean wrapped = gap.indexOf('\n') >= 0 || gap.indexOf('~') >= 0;
            if (removals.keeps(word) || word.mask() || never(word) || NameContext.role(word)) {
                break;
            }
            boolean particle = particle(prose, index) && !parted;
            boolean part =
                    NameContext.initial(prose, index)
                            || particle
                            || (word.proper()
                                    && (unknown(word)
                                            || (!parted && !wrapped && heading(prose, index))))
                            || (word.upper() && unknown(word))
                            || (small && !parted && !wrapped && unknown(word));
            if (!part || (parted && (comma || !givenName(prose, index)))) {
                break;
            }
            comma |= parted;
            maskWord(prose, index, removals);
            index++;
        }
        return index;
    }

    /** A known word with a capital beside a name is one more part of it, but no heading. */
    private static boolean heading(Prose prose, int index) {
        int end = prose.word(index).end();
        return end == prose.text().length() || prose.text().charAt(end) != ':';
    }

    /** Behind a comma only a given name that is itself followed by an end: "Wright, Jessica M." */
    private boolean givenName(Prose prose, int index) {
        Word word = prose.word(index);
        if (!NameContext.initial(prose, index) && !(word.nameCase() && unknown(word))) {
            return false;
        }
        return !NameContext.credentialled(prose, index - 1);
    }

    private static void maskWord(Prose prose, int index, Removals removals) {
        if (prose.word(index).initial() || prose.word(index).folded().equals("ST")) {
            NameContext.maskInitial(prose, index, removals);
        } else {
            removals.mask(prose.word(index));
        }
    }

    /** Masks a name that ends at a word. */
    void maskBefore(Prose prose, int last, Removals removals) {
        int first = last + 1;
        boolean comma = false;
        for (int i = last; i > last - LONGEST_NAME && prose.has(i); i--) {
            Word word = prose.word(i);
            String gap = i == last ? "" : prose.gap(i);
            boolean parted = gap.indexOf(',') >= 0;
            if ((i < last && !prose.beside(i))
                    || word.mask()
                    || removals.keeps(word)
                    || never(word)
                    || NameContext.title(prose, i)
                    || NameContext.credential(prose, i)
                    || (word.initial() && prose.has(i - 1) && NameContext.credential(prose, i - 1))
                    || (word.initial() && parted)
                    || NameContext.role(word)) {
                break;
            }
            boolean knownWord = known.has(word.folded());
            boolean lineStart =
                    i == 0
                            || prose.text()
                                    .substring(prose.word(i - 1).end(), word.start())
                                    .matches("(?s).*[\\n~:].*");
            boolean part =
                    word.initial()
                            || (word.proper()
                                    && (!knownWord
                                            || i < last && !parted && gap.indexOf('\n') < 0
                                            || i == last && (lineStart || continuesBack(prose, i))))
                            || (word.upper()
                                    && (!knownWord
                                            || lineStart
                                            || (i == last
                                                    && word.shouted()
                                                    && continuesBack(prose, i))))
                            || (PARTICLES.contains(word.folded()) && i < last);
            if (!part || (parted && (comma || knownWord && !lineStart))) {
                break;
            }
            comma |= parted;
            first = i;
        }
        boolean onlyInitials = true;
        for (int i = first; i <= last; i++) {
            onlyInitials &= prose.word(i).initial();
        }
        for (int i = first; i <= last && !onlyInitials; i++) {
            maskWord(prose, i, removals);
        }
    }

    private boolean continuesBack(Prose prose, int index) {
        return prose.has(index - 1)
                && prose.beside(index - 1)
                && (prose.word(index - 1).proper()
                        ? !never(prose.word(index - 1))
                        : prose.word(index - 1).upper() && unknown(prose.word(index - 1)));
    }
}
