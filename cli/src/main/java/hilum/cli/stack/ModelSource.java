package hilum.cli.stack;

import hilum.cli.Failure;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelImport;
import hilum.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A folder with a model that somebody names: in Hugging Face layout, or a model version's own.
 *
 * @param folder the folder
 */
public record ModelSource(Path folder) {
    private static final int LONGEST_NAME = 63;

    public ModelSource {
        if (!Files.isDirectory(folder)) {
            throw Failure.usage("%s is no folder: name that of a model", folder);
        }
    }

    /** The name that a version gets unless another is given: that of the folder. */
    public String name() {
        String name =
                folder.toAbsolutePath()
                        .normalize()
                        .getFileName()
                        .toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9._-]", "-")
                        .replaceAll("^[._-]+", "");
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw Failure.usage("%s names no version: choose one by --version", folder);
        }
        return name;
    }

    /**
     * Makes a model version of it in the artifact store of a home.
     *
     * @throws Failure when the version is there already, or the folder cannot be used
     */
    public ModelFolder importInto(Home home, ModelImport.Wishes wishes) {
        Path to = place(home, wishes.version());
        if (Files.exists(to)) {
            throw Failure.failed(
                    "Version %s is in %s already and is never changed: choose another --version",
                    wishes.version(), home.artifacts());
        }
        try {
            return ModelImport.run(folder, to, wishes);
        } catch (IOException e) {
            throw Failure.failed("%s", e.getMessage());
        }
    }

    /**
     * The version in the artifact store of a home that this folder is the base of: imported, or
     * copied where it is a model version already. Found there from an earlier start, it stays.
     */
    public String base(Home home) {
        try {
            if (!Files.exists(folder.resolve("manifest.json"))) {
                if (!Files.exists(place(home, name()))) {
                    importInto(home, ModelImport.Wishes.version(name()));
                }
                return name();
            }
            ModelFolder version = ModelFolder.open(folder);
            Path to = place(home, version.manifest().version());
            if (!Files.exists(to)) {
                version.copyTo(to);
            }
            return version.manifest().version();
        } catch (IOException e) {
            throw Failure.failed("%s", e.getMessage());
        }
    }

    private static Path place(Home home, String version) {
        return home.artifacts().resolve("models").resolve(version);
    }
}
