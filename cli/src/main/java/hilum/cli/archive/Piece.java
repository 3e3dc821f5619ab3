package hilum.cli.archive;

/**
 * What an archive yields, one after the other, always in the same order.
 *
 * @param <T> what is sent
 */
public sealed interface Piece<T> {
    /** Where it stands. */
    Place place();

    /** Share of the archive that lies behind when this is done, from 0 to 1. */
    double share();

    /**
     * One to be sent.
     *
     * @param lane pieces of the same lane are sent one after the other, in their order
     */
    record Parcel<T>(Place place, double share, int lane, T content) implements Piece<T> {}

    /**
     * One that can't be sent.
     *
     * @param why the same words for the same cause, without anything of the content
     */
    record Unreadable<T>(Place place, double share, String why) implements Piece<T> {}
}
