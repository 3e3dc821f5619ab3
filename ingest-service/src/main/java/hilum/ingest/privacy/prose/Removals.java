package hilum.ingest.privacy.prose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is to go out of one text, and what has to stay in it whatever finds it. Not thread-safe. */
public final class Removals {
    /**
     * What stands for something taken out; the masks of de-identified corpora are the same kind.
     */
    public static final String MASK = "___";

    private record Span(int start, int end, String replacement) {}

    private final String text;
    private final List<Span> spans = new ArrayList<>();
    private final boolean[] kept;

    public Removals(String text) {
        this.text = text;
        this.kept = new boolean[text.length()];
    }

    /** Has a mask stand for the characters from start to end. */
    public void mask(int start, int end) {
        replace(start, end, MASK);
    }

    public void mask(Word word) {
        mask(word.start(), word.end());
    }

    public void replace(int start, int end, String replacement) {
        if (start < end) {
            spans.add(new Span(start, end, replacement));
        }
    }

    /** Keeps the characters from start to end, whatever else is found there. */
    public void keep(int start, int end) {
        java.util.Arrays.fill(kept, start, end, true);
    }

    public boolean keeps(Word word) {
        return kept[word.start()];
    }

    /** The text without what is to go; masks beside each other become one. */
    public String apply() {
        spans.removeIf(span -> kept[span.start()] || kept[span.end() - 1]);
        if (spans.isEmpty()) {
            return text;
        }
        spans.sort(
                Comparator.comparingInt(Span::start)
                        .thenComparing(Comparator.comparingInt(Span::end).reversed()));
        StringBuilder scrubbed = new StringBuilder(text.length());
        int done = 0;
        Span open = spans.getFirst();
        for (Span span : spans.subList(1, spans.size())) {
            if (span.start() < open.end() || joins(open, span)) {
                open =
                        new Span(
                                open.start(),
                                Math.max(open.end(), span.end()),
                                span.end() <= open.end() ? open.replacement() : MASK);
            } else {
                scrubbed.append(text, done, open.start()).append(open.replacement());
                done = open.end();
                open = span;
            }
        }
        return scrubbed.append(text, done, open.start())
                .append(open.replacement())
                .append(text, open.end(), text.length())
                .toString();
    }

    /** Nothing but blanks, a comma or a hyphen between two masks says nothing either. */
    private boolean joins(Span left, Span right) {
        if (right.start() - left.end() > 2
                || !left.replacement().equals(MASK)
                || !right.replacement().equals(MASK)) {
            return false;
        }
        for (int i = left.end(); i < right.start(); i++) {
            if (" ,-".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
