package hilum.ingest.privacy.prose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that are medicine: Swan-Ganz, Kerley B, a Hickman catheter. A phrase of {@code eponyms.txt}
 * stays whatever a message names; a single word of it stays when the thing follows that it names,
 * and one that is known to stand alone otherwise goes only where the context says a person.
 * Immutable.
 */
public final class Eponyms {
    private static final String THINGS = "things:";
    private static final String ALONE = "alone:";
    private static final String FILE = "/hilum/ingest/privacy/eponyms.txt";
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}'’]+");

    private final Map<String, List<List<String>>> phrases = new HashMap<>();
    private final Set<String> single = new HashSet<>();
    private final Set<String> things = new HashSet<>();

    public Eponyms() {
        for (String line : KnownWords.lines(FILE)) {
            if (line.startsWith(THINGS)) {
                things.addAll(words(line.substring(THINGS.length())));
                continue;
            }
            String phrasesOfLine = line.startsWith(ALONE) ? line.substring(ALONE.length()) : line;
            for (String phrase : phrasesOfLine.split(";")) {
                List<String> words = words(phrase);
                if (words.size() == 1) {
                    single.add(words.getFirst());
                } else if (!words.isEmpty()) {
                    phrases.computeIfAbsent(words.getFirst(), first -> new ArrayList<>())
                            .add(words);
                }
            }
        }
    }

    /** Eponyms that mean the thing also where nothing follows, one line after the other. */
    static List<String> alone() {
        return KnownWords.lines(FILE).stream()
                .filter(line -> line.startsWith(ALONE))
                .map(line -> line.substring(ALONE.length()))
                .toList();
    }

    private static List<String> words(String phrase) {
        return Arrays.stream(NO_WORD.split(phrase.strip()))
                .map(word -> Prose.fold(word.replaceFirst("['’]s$", "")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Keeps what is an eponym whatever else it is. */
    public void keep(Prose prose, Removals removals) {
        for (int i = 0; i < prose.words().size(); i++) {
            int last = last(prose, i);
            if (last > i) {
                removals.keep(prose.word(i).start(), prose.word(last).end());
            }
        }
    }

    private int last(Prose prose, int first) {
        String word = prose.word(first).folded();
        int last = first;
        for (List<String> phrase : phrases.getOrDefault(word, List.of())) {
            if (phrase.size() > last - first + 1 && stands(phrase, prose, first)) {
                last = first + phrase.size() - 1;
            }
        }
        boolean named =
                last == first
                        && single.contains(word)
                        && follows(prose, first)
                        && things.contains(prose.word(first + 1).folded());
        return named ? first + 1 : last;
    }

    private static boolean stands(List<String> phrase, Prose prose, int first) {
        for (int i = 0; i < phrase.size(); i++) {
            if (!prose.has(first + i)
                    || !prose.word(first + i).folded().equals(phrase.get(i))
                    || (i > 0 && !follows(prose, first + i - 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean follows(Prose prose, int index) {
        if (!prose.has(index + 1)) {
            return false;
        }
        int from = prose.word(index).end();
        int to = prose.word(index + 1).start();
        if (to - from > 4) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = prose.text().charAt(i);
            if (!Character.isWhitespace(c) && "-‐‑–/.'’s".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
