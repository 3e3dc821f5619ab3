package hilum.cli.backfill;

import hilum.cli.archive.Archive;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An archive of the numbers from 0 on, each on the lane of its own.
 *
 * @param file whose fingerprint is its
 */
record Numbers(Path file, int many) implements Archive<Integer> {
    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public String noun() {
        return "number";
    }

    @Override
    public void read(Sink<Integer> sink) throws IOException, InterruptedException {
        for (int i = 0; i < many; i++) {
            Place place = new Place(0, i + 1);
            double share = (i + 1.0) / many;
            boolean readable = i % 10 != 9;
            sink.take(
                    readable
                            ? new Piece.Parcel<>(place, share, i, i)
                            : new Piece.Unreadable<>(place, share, "ends in nine"));
        }
    }
}
