"""What happens at doors, and who stands there."""

from door.models.conflict import Conflict
from door.models.scan import Scan
from door.models.self_check_in import SelfCheckIn
from door.models.sheet import SheetRow, SignInSheet
from door.models.station import Device, Station

__all__ = ["Conflict", "Device", "Scan", "SelfCheckIn", "SheetRow", "SignInSheet", "Station"]
