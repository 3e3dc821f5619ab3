package hilum.encoders.model;

import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.AdapterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The way of a model version to a folder that {@code transformers} loads, with the adapter in
 * {@code adapter/} as {@code peft} loads it, the image tower in {@code image/}, and in {@code
 * model-version.json} how the version used them.
 */
public final class ModelExport {
    private ModelExport() {}

    /**
     * Writes the folder.
     *
     * @param to a folder that is empty or not there yet
     */
    public static void run(ModelFolder model, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> inside = Files.list(to)) {
                if (inside.findAny().isPresent()) {
                    throw new IOException(
                            "%s is not empty: name a folder that is not there yet".formatted(to));
                }
            }
        }
        Files.createDirectories(to);
        for (String name : model.manifest().files().keySet()) {
            Path from = model.path().resolve(name);
            if (name.startsWith("image/")) {
                copy(from, to.resolve(name));
            } else if (name.equals("text/" + Adapter.FILE)
                    || name.equals("text/" + AdapterConfig.FILE)) {
                copy(from, to.resolve(ModelImport.ADAPTER).resolve(from.getFileName()));
            } else if (name.startsWith("text/")) {
                copy(from, to.resolve(from.getFileName()));
            }
        }
        Files.copy(model.path().resolve("manifest.json"), to.resolve(ModelImport.MANIFEST));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
