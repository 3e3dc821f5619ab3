package hilum.cli.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files whose content is sent. Read as a stream: of what they hold, only the piece in hand is in
 * memory.
 *
 * @param <T> what is sent
 */
public interface Archive<T> {
    /** The files, in the order in which they are read. */
    List<Path> files();

    /** What a {@link Place} numbers: {@code message}, {@code line}. */
    String noun();

    /** Hands every piece to the sink, until the end or until it wants no more. */
    void read(Sink<T> sink) throws IOException, InterruptedException;

    /**
     * Takes the pieces of an archive; holds the reader up while it has no room.
     *
     * @param <T> what is sent
     */
    interface Sink<T> {
        /** Takes the next piece; returns whether it wants another. */
        boolean take(Piece<T> piece) throws InterruptedException;
    }
}
