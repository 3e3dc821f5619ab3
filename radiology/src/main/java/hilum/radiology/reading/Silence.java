package hilum.radiology.reading;

import hilum.radiology.Section;
import hilum.radiology.SectionParser;
import hilum.radiology.Sentence;
import hilum.radiology.Sentences;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a text that assert nothing, because they stand under a header of their own:
 * indication, comparison, technique. Where no header follows, only the first sentence under it is
 * silent: dictation often goes straight on to what is seen.
 */
final class Silence {

    private static final Silence NONE = new Silence(List.of());

    private final List<Stretch> stretches;

    /** How far the sentences that have been asked about have come; they come in order. */
    private int next;

    private record Stretch(int start, int end) {}

    private Silence(List<Stretch> stretches) {
        this.stretches = stretches;
    }

    static Silence in(String text) {
        if (text.indexOf(':') < 0 && text.indexOf('\n') < 0) {
            return NONE;
        }
        var stretches = new ArrayList<Stretch>();
        for (var stretch : SectionParser.stretches(text)) {
            var section = stretch.section();
            boolean speaks =
                    section == null || section == Section.FINDINGS || section == Section.IMPRESSION;
            if (!speaks) {
                int end = stretch.last() ? firstSentence(text, stretch.start()) : stretch.end();
                stretches.add(new Stretch(stretch.start(), end));
            }
        }
        return stretches.isEmpty() ? NONE : new Silence(stretches);
    }

    /** Whether a sentence stands in a silent part. */
    boolean holds(Sentence sentence) {
        while (next < stretches.size() && stretches.get(next).end() <= sentence.start()) {
            next++;
        }
        return next < stretches.size()
                && stretches.get(next).start() < sentence.end()
                && stretches.get(next).end() > sentence.start();
    }

    private static int firstSentence(String text, int from) {
        var first = Sentences.split(text.substring(from)).stream().findFirst();
        return first.map(s -> from + s.end()).orElse(text.length());
    }
}
