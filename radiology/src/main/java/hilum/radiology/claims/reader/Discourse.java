package hilum.radiology.claims.reader;

import hilum.radiology.claims.vocabulary.Atom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one sentence of a text leaves for the next. Mutable; used by one thread. */
final class Discourse {
    /** Structures that the label of the line names. */
    List<Atom> label = List.of();

    /** The last claim, for a sentence that only goes on about it. */
    Draft last;

    /** All claims so far by head, for a sentence that takes one up: "the thickening". */
    final Map<String, Draft> named = new HashMap<>();

    /** The side that was named last, left or right; empty before any. */
    String side = "";

    /** Whether the last sentence read went on about the one before. */
    boolean continued;

    /** Whether it went on about several things: "they". */
    boolean plural;
}
