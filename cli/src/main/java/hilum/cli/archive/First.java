package hilum.cli.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The beginning of an archive.
 *
 * @param most pieces at most
 * @param <T> what is sent
 */
public record First<T>(Archive<T> archive, long most) implements Archive<T> {
    @Override
    public List<Path> files() {
        return archive.files();
    }

    @Override
    public String noun() {
        return archive.noun();
    }

    @Override
    public void read(Sink<T> sink) throws IOException, InterruptedException {
        long[] given = {0};
        archive.read(piece -> sink.take(piece) && ++given[0] < most);
    }
}
