package hilum.radiology.variant.rules;

import hilum.radiology.Sentences;
import java.util.Arrays;
import java.util.List;

/**
 * The one stretch of words in which two texts differ: everything before and after it is the same
 * word for word.
 *
 * @param removed the words that stood there
 * @param added the words that stand there now
 */
record Edit(String removed, String added) {

    /** More words than this on either side are a rewrite, not an edit. */
    private static final int LONGEST = 32;

    static Edit between(String before, String after) {
        var old = words(before);
        var now = words(after);
        int head = 0;
        int shorter = Math.min(old.size(), now.size());
        while (head < shorter && same(old.get(head), now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && same(old.get(old.size() - 1 - tail), now.get(now.size() - 1 - tail))) {
            tail++;
        }
        return new Edit(
                String.join(" ", old.subList(head, old.size() - tail)),
                String.join(" ", now.subList(head, now.size() - tail)));
    }

    boolean isEmpty() {
        return removed.isEmpty() && added.isEmpty();
    }

    /** Whether this is one edit: short, and within one sentence on both sides. */
    boolean isOne() {
        return single(removed) && single(added);
    }

    /** A full stop that an added sentence brought to the one before it is no change of a word. */
    private static boolean same(String before, String after) {
        return before.equals(after)
                || after.length() == before.length() + 1
                        && after.endsWith(".")
                        && after.startsWith(before);
    }

    private static boolean single(String words) {
        int count = words.isEmpty() ? 0 : words.split(" ").length;
        return count <= LONGEST && Sentences.split(words).size() <= 1;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(w -> !w.isEmpty() && !w.equals("."))
                .toList();
    }
}
