package hilum.synthetic;

import java.util.Optional;

/**
 * A line, tube or implant that the radiograph shows.
 *
 * @param kind what it is
 * @param side the side it enters or lies on, absent for those in the midline
 */
public record Device(Kind kind, Optional<Side> side) {

    /** The devices of the synthetic hospital. */
    public enum Kind {
        ENDOTRACHEAL_TUBE,
        NASOGASTRIC_TUBE,
        CENTRAL_LINE,
        PACEMAKER,
        CHEST_TUBE,
        STERNAL_WIRES
    }

    static Device midline(Kind kind) {
        return new Device(kind, Optional.empty());
    }

    static Device on(Kind kind, Side side) {
        return new Device(kind, Optional.of(side));
    }
}
