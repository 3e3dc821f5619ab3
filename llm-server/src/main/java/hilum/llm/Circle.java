package hilum.llm;

/**
 * The end of a text that only repeats itself: the same passage three times in a row, as a small
 * model writes until something stops it.
 */
final class Circle {
    /** Characters that have to repeat: three short negatives in a row are no circle. */
    private static final int LEAST = 60;

    private static final int LONGEST_PASSAGE = 600;

    private Circle() {}

    /** Whether the text has come to such an end. */
    static boolean closes(CharSequence text) {
        for (int passage = 1; passage <= Math.min(LONGEST_PASSAGE, text.length() / 3); passage++) {
            if (repeats(text, passage)) {
                return true;
            }
        }
        return false;
    }

    private static boolean repeats(CharSequence text, int passage) {
        int again = Math.max(2 * passage, LEAST);
        if (again + passage > text.length()) {
            return false;
        }
        for (int i = text.length() - 1; i >= text.length() - again; i--) {
            if (text.charAt(i) != text.charAt(i - passage)) {
                return false;
            }
        }
        return true;
    }
}
