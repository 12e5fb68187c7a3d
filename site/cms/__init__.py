"""What is told: page bases, shared blocks, images and documents, the look of the site."""
