package hilum.radiology.reading;

import hilum.radiology.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one sentence in three steps: its pieces ({@link Tagger}), the mentions and the stance on
 * each ({@link Scopes}), and what qualifies them ({@link AttributeBinder}).
 */
final class SentenceReader {

    private final Tagger tagger;
    private final Section section;

    SentenceReader(Lexicon lexicon, Section section) {
        this.tagger = new Tagger(lexicon);
        this.section = section;
    }

    List<Assertion> read(List<Token> tokens) {
        var pieces = tagger.pieces(tokens);
        var reading = Scopes.read(pieces);
        var attributes = new AttributeBinder(pieces, reading).bind();
        var assertions = new ArrayList<Assertion>(attributes.size());
        for (int i = 0; i < attributes.size(); i++) {
            var mention = reading.mentions().get(i);
            if (mention.stance().asserted()) {
                assertions.add(Assertion.of(mention, attributes.get(i), section));
            }
        }
        return assertions;
    }
}
