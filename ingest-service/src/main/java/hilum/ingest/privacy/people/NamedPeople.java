package hilum.ingest.privacy.people;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import hilum.ingest.privacy.prose.Word;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The people whom one message names, wherever its prose names them: every part of a name in any
 * order, case and spelling of accents. A part that is also a word of medicine or of English, or has
 * two letters, goes only beside a title, a credential, or another part of the same name. Immutable.
 */
public final class NamedPeople {
    private static final int SHORTEST = 3;
    private static final Pattern BETWEEN = Pattern.compile("[\\s,^&~./]+");
    private static final Pattern HYPHEN = Pattern.compile("[-‐‑–]+");
    private static final Set<String> NO_PARTS =
            Set.of(
                    ("MD DO RN NP PA PHD MBBS JR SR II III IV DR MR MRS MS MISS PROF NULL "
                                    + "NONE UNKNOWN ESQ FACR FRCR BABY BOY GIRL")
                            .split(" "));
    private static final Set<String> PARTICLES =
            Set.of(
                    ("VAN VON DER DEN DE DEL DELLA DI DA DOS DAS LA LE LOS AL EL BIN BEN IBN "
                                    + "ST MC MAC O D TER")
                            .split(" "));

    private final Map<String, BitSet> owners = new HashMap<>();
    private final Map<Character, BitSet> initials = new HashMap<>();
    private final Set<String> signatures = new HashSet<>();
    private final KnownWords known;
    private int people;

    public NamedPeople(Set<String> names, KnownWords known) {
        this.known = known;
        names.forEach(this::add);
    }

    private void add(String name) {
        List<String> parts = new ArrayList<>();
        for (String written : BETWEEN.split(name)) {
            List<String> pieces = new ArrayList<>();
            for (String piece : HYPHEN.split(written)) {
                String folded = Prose.fold(piece);
                if (!folded.isEmpty()) {
                    pieces.add(folded);
                }
            }
            String whole = String.join("", pieces);
            if (pieces.isEmpty() || NO_PARTS.contains(whole)) {
                continue;
            }
            parts.addAll(pieces);
            if (pieces.size() > 1) {
                own(whole);
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            initials.computeIfAbsent(part.charAt(0), c -> new BitSet()).set(people);
            if (part.length() > 1) {
                own(part);
            }
            StringBuilder joined = new StringBuilder(part);
            for (int j = i + 1; j < parts.size() && PARTICLES.contains(parts.get(j - 1)); j++) {
                own(joined.append(parts.get(j)).toString());
            }
        }
        if (parts.size() > 1) {
            sign(parts);
        }
        people++;
    }

    private void own(String part) {
        owners.computeIfAbsent(part, p -> new BitSet()).set(people);
    }

    /** Given name, middle name and family name by their first letters. */
    private void sign(List<String> parts) {
        StringBuilder given = new StringBuilder();
        parts.subList(1, parts.size()).forEach(part -> given.append(part.charAt(0)));
        char family = parts.getFirst().charAt(0);
        signatures.add(given.append(family).toString());
        signatures.add("" + given.charAt(0) + family);
    }

    /** Whether these capitals are how one of the people signs. */
    boolean signs(String capitals) {
        return signatures.contains(capitals);
    }

    public void find(Prose prose, Removals removals) {
        if (owners.isEmpty()) {
            return;
        }
        int count = prose.words().size();
        BitSet[] hits = new BitSet[count];
        boolean[] gone = new boolean[count];
        for (int i = 0; i < count; i++) {
            hits[i] = owners.get(prose.word(i).folded());
            gone[i] = hits[i] != null && certain(prose, i);
        }
        joined(prose, gone);
        for (int i = 0; i < count; i++) {
            gone[i] |= hits[i] != null && person(prose, i, hits);
        }
        for (int i = 0; i < count; i++) {
            if (gone[i] && !removals.keeps(prose.word(i))) {
                removals.mask(prose.word(i));
                initials(prose, i, hits[i], removals);
            }
        }
    }

    /** A part that is nothing but a name goes wherever it stands. */
    private boolean certain(Prose prose, int index) {
        String folded = prose.word(index).folded();
        return folded.length() >= SHORTEST && !known.has(folded) && !PARTICLES.contains(folded);
    }

    /** "Mc Donald", "O Brien", "Vander Berg": two words that are one part together. */
    private void joined(Prose prose, boolean[] gone) {
        for (int i = 0; i + 1 < gone.length; i++) {
            String first = prose.word(i).folded();
            if (PARTICLES.contains(first)
                    && prose.beside(i)
                    && owners.containsKey(first + prose.word(i + 1).folded())) {
                gone[i] = true;
                gone[i + 1] = true;
            }
        }
    }

    private boolean person(Prose prose, int index, BitSet[] hits) {
        Word word = prose.word(index);
        if (!word.nameCase() || word.mask()) {
            return false;
        }
        return (prose.beside(index - 1) && sameName(prose, index, index - 1, hits))
                || (prose.beside(index) && sameName(prose, index, index + 1, hits))
                || (word.proper() && NameContext.introduced(prose, index))
                || NameContext.titled(prose, index)
                || NameContext.credentialled(prose, index)
                || (word.capital() && owns(prose, word));
    }

    private boolean sameName(Prose prose, int index, int other, BitSet[] hits) {
        Word neighbour = prose.word(other);
        if (hits[other] != null) {
            return neighbour.nameCase() && hits[index].intersects(hits[other]);
        }
        BitSet named =
                NameContext.initial(prose, other)
                        ? initials.get(neighbour.folded().charAt(0))
                        : null;
        return named != null
                && hits[index].intersects(named)
                && !NameContext.measures(prose, other);
    }

    /** "Fields's": only a person owns something. */
    private static boolean owns(Prose prose, Word word) {
        return word.proper()
                && word.end() + 1 < prose.text().length()
                && "'’".indexOf(prose.text().charAt(word.end())) >= 0;
    }

    /** Takes the initials before and behind a name with it, and their full stop. */
    private void initials(Prose prose, int index, BitSet person, Removals removals) {
        for (int side : new int[] {index - 1, index + 1}) {
            if (!prose.has(side) || !prose.beside(Math.min(side, index))) {
                continue;
            }
            Word word = prose.word(side);
            BitSet named =
                    NameContext.initial(prose, side) ? initials.get(word.folded().charAt(0)) : null;
            if (named != null
                    && (person == null || named.intersects(person))
                    && !NameContext.measures(prose, side)) {
                NameContext.maskInitial(prose, side, removals);
            }
        }
    }
}
