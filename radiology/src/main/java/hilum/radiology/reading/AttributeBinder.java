package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives each mention of a sentence what qualifies it. A modifier belongs to the finding it stands
 * with: the last one of its scope, or, in front of the first or behind a comma or "and", the next
 * one. Used once, by one thread.
 */
final class AttributeBinder {

    private final List<Piece> pieces;
    private final Scopes.Reading reading;
    private final List<Attributes> bound = new ArrayList<>();
    private Attributes pending = new Attributes();

    /** Mentions before this one are out of reach of what follows. */
    private int reach;

    /** Whether a comma or "and" separates what follows from the last mention. */
    private boolean bounded;

    AttributeBinder(List<Piece> pieces, Scopes.Reading reading) {
        this.pieces = pieces;
        this.reading = reading;
    }

    /** Attributes of each mention of the reading, in its order. */
    List<Attributes> bind() {
        int scope = 0;
        for (int i = 0; i < pieces.size(); i++) {
            if (reading.scopes()[i] != scope) {
                scope = reading.scopes()[i];
                leaveScope();
            }
            var piece = pieces.get(i);
            if (separates(piece)) {
                bounded = true;
            }
            for (var term : piece.terms()) {
                meet(term);
            }
            while (bound.size() < reading.mentions().size()
                    && reading.mentions().get(bound.size()).at() == i) {
                mention(reading.mentions().get(bound.size()));
            }
        }
        leaveScope();
        return bound;
    }

    private static boolean separates(Piece piece) {
        return piece.is(",")
                || piece.is("/")
                || piece.terms().isEmpty() && Scopes.BOUNDARIES.contains(piece.word())
                || piece.cues(Term.Cue.Kind.UNCERTAIN)
                || piece.cues(Term.Cue.Kind.UNCERTAIN_LIST)
                || piece.cues(Term.Cue.Kind.BOUND);
    }

    private void meet(Term term) {
        switch (term) {
            case Term.OnSide side -> place().on(side.side());
            case Term.Zone zone -> {
                place().in(zone.name());
                zone.side().ifPresent(place()::on);
            }
            case Term.Severity severity -> place().of(severity.degree());
            case Term.Measured measured -> place().measuring(measured.millimetres());
            case Term.Change change -> changed(change.direction());
            case Term.Finding finding -> {}
            case Term.Structure structure -> {}
            case Term.Cue cue -> {}
        }
    }

    private void mention(Mention mention) {
        var attributes = new Attributes();
        var term = pieces.get(mention.at()).terms();
        boolean named = term.stream().anyMatch(t -> t instanceof Term.Finding);
        if (named || mention.stance().polarity() != Polarity.ABSENT) {
            attributes.add(pending);
        }
        pending = new Attributes();
        bound.add(attributes);
        bounded &= !named;
    }

    /** A change behind a list is said of all its items. */
    private void changed(String direction) {
        if (reachable() && !bounded) {
            for (int i = reach; i < bound.size(); i++) {
                bound.get(i).changed(direction);
            }
        } else {
            pending.changed(direction);
        }
    }

    private boolean reachable() {
        return bound.size() > reach;
    }

    private Attributes place() {
        return reachable() && !bounded ? bound.getLast() : pending;
    }

    /** Modifiers that met no finding after them belong to the one before: "effusion, small". */
    private void leaveScope() {
        if (!pending.isEmpty() && reachable()) {
            bound.getLast().add(pending);
        }
        pending = new Attributes();
        reach = bound.size();
        bounded = false;
    }
}
