package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;

/** Cuts the tokens of a sentence into {@link Piece}s: at each place the longest phrase known. */
final class Tagger {

    private final Lexicon lexicon;

    Tagger(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    List<Piece> pieces(List<Token> tokens) {
        var pieces = new ArrayList<Piece>(tokens.size());
        int i = 0;
        while (i < tokens.size()) {
            var token = tokens.get(i);
            var quantity = Quantity.at(tokens, i);
            if (quantity != null) {
                int end = tokens.get(i + quantity.tokens() - 1).end();
                pieces.add(
                        new Piece(
                                token.word(),
                                List.of(new Term.Measured(quantity.millimetres())),
                                token.start(),
                                end));
                i += quantity.tokens();
                continue;
            }
            var match = lexicon.longest(tokens, i);
            if (match == null) {
                pieces.add(new Piece(token.word(), List.of(), token.start(), token.end()));
                i++;
            } else {
                int end = tokens.get(i + match.words() - 1).end();
                pieces.add(new Piece(token.word(), match.terms(), token.start(), end));
                i += match.words();
            }
        }
        return pieces;
    }
}
