package hilum.encoders;

import hilum.encoders.image.Eva02;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Preprocessing;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.text.TextTower;
import java.io.IOException;
import java.util.Optional;

/**
 * The towers of one model version, loaded: text always, image once one is trained, both into one
 * space.
 *
 * <p>It owns its towers: closing it closes them. May be used from several threads; computations
 * take turns.
 */
public final class DualEncoder implements AutoCloseable {
    private final ModelManifest manifest;
    private final TextTower text;
    private final Optional<ImageTower> image;

    private DualEncoder(ModelManifest manifest, TextTower text, Optional<ImageTower> image) {
        this.manifest = manifest;
        this.text = text;
        this.image = image;
    }

    /**
     * Loads the towers of a model version.
     *
     * @throws IOException when its files contradict its manifest, or this machine computes other
     *     vectors than those kept in the folder
     */
    public static DualEncoder open(ModelFolder folder) throws IOException {
        ModelManifest manifest = folder.manifest();
        TextTower text = TextTower.open(folder.text(), manifest.textOptions());
        try {
            requireSame(
                    folder,
                    "text.architecture",
                    manifest.text().architecture(),
                    text.architecture());
            requireSame(folder, "text.dimension", manifest.text().dimension(), text.dimension());
            Optional<ImageTower> image =
                    manifest.image().isPresent()
                            ? Optional.of(image(folder, manifest.image().get()))
                            : Optional.empty();
            try {
                folder.requireComputedBy(text, image);
            } catch (IOException | RuntimeException e) {
                image.ifPresent(ImageTower::close);
                throw e;
            }
            return new DualEncoder(manifest, text, image);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** What the model version says of itself. */
    public ModelManifest manifest() {
        return manifest;
    }

    /** The text tower. */
    public TextTower text() {
        return text;
    }

    /** The image tower, once one is trained. */
    public Optional<ImageTower> image() {
        return image;
    }

    /** The length of its vectors. */
    public int dimension() {
        return text.dimension();
    }

    @Override
    public void close() {
        text.close();
        image.ifPresent(ImageTower::close);
    }

    private static ImageTower image(ModelFolder folder, ModelManifest.Image described)
            throws IOException {
        if (!described.architecture().equals(Eva02.ARCHITECTURE)
                || !described.preprocessing().equals(Preprocessing.VERSION)) {
            throw new IOException(
                    "Model %s has an image tower '%s' after preprocessing '%s': this Hilum computes %s after %s"
                            .formatted(
                                    folder.manifest().version(),
                                    described.architecture(),
                                    described.preprocessing(),
                                    Eva02.ARCHITECTURE,
                                    Preprocessing.VERSION));
        }
        ImageTower tower =
                ImageTower.open(
                        folder.image().orElseThrow(),
                        described.precision(),
                        folder.manifest().textOptions().unit());
        try {
            requireSame(folder, "image.dimension", described.dimension(), tower.dimension());
            requireSame(folder, "image.size", described.size(), tower.configuration().size());
            return tower;
        } catch (IOException e) {
            tower.close();
            throw e;
        }
    }

    private static void requireSame(
            ModelFolder folder, String field, Object declared, Object actual) throws IOException {
        if (!declared.equals(actual)) {
            throw new IOException(
                    "Model %s declares %s %s but its files hold %s: publish it again under a new version"
                            .formatted(folder.manifest().version(), field, declared, actual));
        }
    }
}
