package hilum.radiology.reading;

import hilum.radiology.reading.Mention.Stance;

/** A mention whose stance may still change. */
final class OpenMention {
    final Concept concept;
    final int at;
    final int start;
    final int end;
    final int scope;
    Polarity polarity = Polarity.PRESENT;
    String certainty;
    boolean resolved;
    boolean asserted = true;

    OpenMention(Concept concept, int at, int start, int end, int scope) {
        this.concept = concept;
        this.at = at;
        this.start = start;
        this.end = end;
        this.scope = scope;
    }

    Mention closed() {
        var shade = polarity == Polarity.UNCERTAIN ? certainty : null;
        return new Mention(
                concept,
                at,
                start,
                end,
                scope,
                new Stance(polarity, shade, resolved && polarity == Polarity.ABSENT, asserted));
    }
}
