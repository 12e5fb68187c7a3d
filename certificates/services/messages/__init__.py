"""What holders are written: that something was issued, issued anew, or revoked."""
