package hilum.embedding.life;

import hilum.encoders.DualEncoder;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.model.ModelManifest.Similarity;
import hilum.encoders.text.TokenBudget;
import hilum.encoders.text.Tokens;
import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The towers of a model folder, every file of which is what its manifest says. */
public final class TowerEncoder implements VersionEncoder {
    private final DualEncoder towers;
    private final TokenBudget budget;

    private TowerEncoder(DualEncoder towers, TokenBudget budget) {
        this.towers = towers;
        this.budget = budget;
    }

    /**
     * Loads a folder.
     *
     * @param manifestSha256 what the model's record says of its manifest
     * @param tokenBudget tokens of one pass at most, padding included
     * @throws IllegalArgumentException if a file is missing or is not what was published
     */
    public static TowerEncoder open(Path folder, String manifestSha256, int tokenBudget) {
        try {
            String found = ArtifactStore.sha256(folder.resolve("manifest.json"));
            if (!found.equals(manifestSha256)) {
                throw new IllegalArgumentException(
                        "%s has a manifest of SHA-256 %s where its record says %s: publish the version again"
                                .formatted(folder.getFileName(), found, manifestSha256));
            }
            return new TowerEncoder(
                    DualEncoder.open(ModelFolder.open(folder)), new TokenBudget(tokenBudget));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Model folder %s is refused: %s"
                            .formatted(folder.getFileName(), e.getMessage()),
                    e);
        }
    }

    @Override
    public String version() {
        return towers.manifest().version();
    }

    @Override
    public int dimension() {
        return towers.dimension();
    }

    @Override
    public Similarity similarity() {
        return towers.manifest().similarity();
    }

    @Override
    public boolean hasImages() {
        return towers.image().isPresent();
    }

    @Override
    public String preprocessing() {
        ModelManifest manifest = towers.manifest();
        String text =
                "%s/%d".formatted(manifest.text().architecture(), manifest.text().maxTokens());
        return manifest.image().map(image -> text + "+" + image.preprocessing()).orElse(text);
    }

    @Override
    public int tokens(List<String> texts) {
        return tokenize(texts).stream().mapToInt(Tokens::length).sum();
    }

    @Override
    public float[][] texts(List<String> texts) {
        return towers.text().embed(tokenize(texts), budget);
    }

    @Override
    public float[][] textsAsTheyCome(List<String> texts, int batch) {
        TokenBudget one = new TokenBudget(Integer.MAX_VALUE);
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += batch) {
            List<String> next = texts.subList(from, Math.min(from + batch, texts.size()));
            vectors.addAll(List.of(towers.text().embed(tokenize(next), one)));
        }
        return vectors.toArray(float[][]::new);
    }

    private List<Tokens> tokenize(List<String> texts) {
        return texts.stream().map(each -> towers.text().tokenize(Optional.empty(), each)).toList();
    }

    @Override
    public float[] image(byte[] encoded) {
        ImageTower tower =
                towers.image()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "Model %s has no image tower: embed texts only"
                                                        .formatted(version())));
        try {
            return tower.embed(List.of(tower.preprocess(Picture.decode(encoded))))[0];
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        towers.close();
    }
}
